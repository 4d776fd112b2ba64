import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { PostgresMessages, handshake, readyStatus, serverStartup } from './postgres-messages.js';

export interface Sharing {
  /** How long a client keeps a session of the server: until it disconnects, or for one transaction. */
  readonly mode: 'session' | 'transaction';
  /** Sessions at the server. */
  readonly size: number;
  /** Which of several free sessions is taken: that which was free last, or each in its turn. */
  readonly order?: 'last' | 'turns';
}

interface Backend {
  readonly socket: Socket;
  client: Socket | undefined;
}

/** A connection pooler in front of the tests' server, which treats sessions as PgBouncer does: for machines without PgBouncer. */
export class SessionSharing {
  private readonly backends: Backend[] = [];
  private readonly free: Backend[] = [];
  private readonly waiting: ((backend: Backend) => void)[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(
    private readonly target: URL,
    private readonly sharing: Sharing,
  ) {
    this.server = createServer((client) => {
      this.serve(client);
    });
  }

  static async start(databaseUrl: string, sharing: Sharing): Promise<SessionSharing> {
    const pooler = new SessionSharing(new URL(databaseUrl), sharing);
    for (let count = 0; count < sharing.size; count++) pooler.free.push(await pooler.open());
    await once(pooler.server.listen(0, '127.0.0.1'), 'listening');
    return pooler;
  }

  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  async end(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  private async open(): Promise<Backend> {
    const socket = this.watched(connect(Number(this.target.port), this.target.hostname));
    const backend: Backend = { socket, client: undefined };
    const messages = new PostgresMessages();
    const ready = new Promise<void>((resolve) => {
      socket.on('data', (data: Buffer) => {
        for (const message of messages.read(data)) {
          const status = readyStatus(message);
          if (backend.client === undefined) {
            if (status !== undefined) resolve();
            continue;
          }
          backend.client.write(message);
          // Between two transactions a session is free for any client.
          if (status === 'I' && this.sharing.mode === 'transaction') this.release(backend);
        }
      });
    });
    socket.write(serverStartup(decodeURIComponent(this.target.username), this.target.pathname.slice(1)));
    await ready;
    this.backends.push(backend);
    return backend;
  }

  private serve(client: Socket): void {
    this.watched(client);
    const messages = new PostgresMessages();
    let started = false;
    let work = Promise.resolve();
    client.on('data', (data: Buffer) => {
      if (!started) {
        started = true;
        client.write(handshake());
        return;
      }
      const sent = messages.read(data);
      work = work.then(async () => {
        for (const message of sent) {
          if (message[0] === 'X'.charCodeAt(0)) client.end();
          else (await this.backendOf(client)).socket.write(message);
        }
      });
    });
    client.on('close', () => {
      const held = this.backends.find((backend) => backend.client === client);
      if (held === undefined) return;
      if (this.sharing.mode === 'transaction') this.release(held);
      else void this.replace(held);
    });
  }

  private async backendOf(client: Socket): Promise<Backend> {
    const held = this.backends.find((backend) => backend.client === client);
    if (held !== undefined) return held;
    const next = this.sharing.order === 'turns' ? this.free.shift() : this.free.pop();
    const backend = next ?? (await new Promise<Backend>((resolve) => this.waiting.push(resolve)));
    backend.client = client;
    return backend;
  }

  private release(backend: Backend): void {
    backend.client = undefined;
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(backend);
    else next(backend);
  }

  /** As after `DISCARD ALL`: nothing of the client's is left behind. */
  private async replace(backend: Backend): Promise<void> {
    backend.socket.destroy();
    this.backends.splice(this.backends.indexOf(backend), 1);
    this.release(await this.open());
  }

  private watched(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
  }
}
