/** A record of a batch that a test encodes itself. */
export interface RawRecord {
  readonly key?: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: readonly (readonly [string, string])[];
}

export interface RawBatch {
  readonly firstOffset?: number;
  /** Codec number in the attributes. */
  readonly codec?: number;
  /** All records, compressed if there is a codec. */
  readonly records: Buffer;
  /** Number of records in the header. */
  readonly count: number;
  readonly magic?: number;
}

/** A record batch as stored in a partition (Kafka protocol, magic 2). Its checksum is zero: brokers check it, readers do not. */
export function rawBatch({ firstOffset = 0, codec = 0, records, count, magic = 2 }: RawBatch): Buffer {
  const header = Buffer.alloc(61);
  header.writeBigInt64BE(BigInt(firstOffset), 0);
  header.writeInt32BE(49 + records.length, 8);
  header.writeInt8(magic, 16);
  header.writeInt16BE(codec, 21);
  header.writeInt32BE(count - 1, 23);
  header.writeBigInt64BE(-1n, 43);
  header.writeInt32BE(count, 57);
  return Buffer.concat([header, records]);
}

/** Consecutive records, each with its offset relative to the first. */
export function rawRecords(records: readonly RawRecord[]): Buffer {
  return Buffer.concat(records.map((record, index) => rawRecord(record, index)));
}

function rawRecord({ key = null, value, headers = [] }: RawRecord, offsetDelta: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(0),
    varint(offsetDelta),
    bytes(key),
    bytes(value),
    varint(headers.length),
    ...headers.flatMap(([name, text]) => [bytes(Buffer.from(name)), bytes(Buffer.from(text))]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function bytes(data: Buffer | null): Buffer {
  return data === null ? varint(-1) : Buffer.concat([varint(data.length), data]);
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  do {
    digits.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from(digits);
}
