/** Writes consecutive numbers, texts and bytes in the encoding of Kafka's protocol into one buffer of a known size. */
export class ByteWriter {
  /** Where the next value is written. */
  at = 0;

  constructor(readonly bytes: Buffer) {}

  int8(value: number): void {
    this.at = this.bytes.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  uint32(value: number): void {
    this.at = this.bytes.writeUInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** Zigzag-encoded, 7 bits a byte, lowest bits first. 32 bits. */
  varint(value: number): void {
    let rest = zigzag(value);
    for (; rest >= 0x80; rest >>>= 7) this.bytes[this.at++] = (rest & 0x7f) | 0x80;
    this.bytes[this.at++] = rest;
  }

  /** Text preceded by its length as an int16; null has the length -1. */
  text(value: string | null): void {
    this.int16(value === null ? -1 : Buffer.byteLength(value));
    if (value !== null) this.at += this.bytes.write(value, this.at);
  }

  /** Text or bytes of this length, preceded by the length as a varint; null has the length -1. */
  varintBytes(value: string | Buffer | null, length: number): void {
    this.varint(length);
    if (value === null) return;
    if (typeof value !== 'string') value.copy(this.bytes, this.at);
    // As many bytes as characters: all are ASCII, for which this is the faster of the two.
    else if (length === value.length) this.bytes.write(value, this.at, length, 'latin1');
    else this.bytes.write(value, this.at, length);
    this.at += length;
  }

  raw(bytes: Buffer): void {
    this.at += bytes.copy(this.bytes, this.at);
  }
}

/** Bytes of a varint. */
export function varintLength(value: number): number {
  const rest = zigzag(value);
  if (rest < 1 << 7) return 1;
  if (rest < 1 << 14) return 2;
  if (rest < 1 << 21) return 3;
  return rest < 1 << 28 ? 4 : 5;
}

/** Bytes of a value as `varintBytes` counts them: -1 for null. */
export function lengthOf(value: string | Buffer | null): number {
  return value === null ? -1 : Buffer.byteLength(value);
}

/** Bytes of a field of this length, with its length as a varint before it; null has the length -1. */
export function fieldLength(length: number): number {
  return varintLength(length) + Math.max(0, length);
}

function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
