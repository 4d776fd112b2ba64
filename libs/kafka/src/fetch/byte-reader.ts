/** Reads consecutive numbers, texts and bytes in the encoding of Kafka's protocol. Throws `RangeError` if the bytes end too early. */
export class ByteReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  int8(): number {
    return this.bytes.readInt8(this.advance(1));
  }

  int16(): number {
    return this.bytes.readInt16BE(this.advance(2));
  }

  int32(): number {
    return this.bytes.readInt32BE(this.advance(4));
  }

  int64(): bigint {
    return this.bytes.readBigInt64BE(this.advance(8));
  }

  /** A zigzag-encoded number, 7 bits a byte, lowest bits first. Exact up to 2^53. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 64; factor *= 128) {
      const byte = this.bytes.readUInt8(this.advance(1));
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new Error('a varint has more than 64 bits');
  }

  /** The next `count` bytes, not copied. */
  take(count: number): Buffer {
    const from = this.advance(count);
    return this.bytes.subarray(from, from + count);
  }

  /** Bytes preceded by their length as a varint; null if the length is negative. */
  varintBytes(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.take(length);
  }

  /** Text preceded by its length as an int16; empty if the length is negative. */
  text(): string {
    const length = this.int16();
    return length < 0 ? '' : this.take(length).toString();
  }

  private advance(count: number): number {
    const from = this.at;
    if (count > this.bytes.length - from) throw new RangeError('the bytes end too early');
    this.at = from + count;
    return from;
  }
}
