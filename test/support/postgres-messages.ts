/** Messages of PostgreSQL's protocol 3.0, as far as a pooler needs to know them. */

const protocolVersion = 0x0003_0000;

/** Cuts what comes in into whole messages: a type, a length that counts itself, and a body. */
export class PostgresMessages {
  private rest: Buffer = Buffer.alloc(0);

  read(data: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, data]);
    const messages: Buffer[] = [];
    while (this.rest.length >= 5 && this.rest.length > this.rest.readInt32BE(1)) {
      const end = 1 + this.rest.readInt32BE(1);
      messages.push(this.rest.subarray(0, end));
      this.rest = this.rest.subarray(end);
    }
    return messages;
  }
}

/** Of `ReadyForQuery`: `I` between transactions, `T` or `E` within one; undefined for any other message. */
export function readyStatus(message: Buffer): string | undefined {
  return message[0] === 'Z'.charCodeAt(0) ? message.toString('latin1', 5, 6) : undefined;
}

/** What a client sends first. */
export function serverStartup(user: string, database: string): Buffer {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt32BE(protocolVersion, 4);
  return Buffer.concat([head, body]);
}

/** What a pooler answers to a startup that it takes: the key to cancel with is its own, not a server's. */
export function handshake(): Buffer {
  const keyOfNoServer = [0x7f, 0xff, 0xff, 0xfe, 0, 0, 0, 0];
  return Buffer.concat([of('R', [0, 0, 0, 0]), of('K', keyOfNoServer), of('Z', ['I'.charCodeAt(0)])]);
}

function of(type: string, body: readonly number[]): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, Buffer.from(body)]);
}
