/** Magic number of a skippable frame, little-endian; any low 4 bits (LZ4 Frame Format 1.6.4, RFC 8878 clause 3.1.2). */
const skippableMagic = 0x184d2a50;

/** Size of one frame. */
export interface FrameSize {
  /** Upper bound for the decompressed bytes of the frame. */
  readonly bytesMax: number;
  /** Offset of the byte after the frame. */
  readonly end: number;
}

/**
 * Upper bound for the decompressed bytes of consecutive frames. LZ4 and Zstandard share the format of skippable frames, which hold no
 * data.
 * @param readFrame reads the frame at an offset; throws if no frame of the format begins there
 */
export function framesBytesMax(data: Buffer, readFrame: (data: Buffer, start: number) => FrameSize): number {
  let bytes = 0;
  for (let at = 0; at < data.length;) {
    if ((data.readUInt32LE(at) & 0xfffffff0) >>> 0 === skippableMagic) {
      at += 8 + data.readUInt32LE(at + 4);
      continue;
    }
    const frame = readFrame(data, at);
    bytes += frame.bytesMax;
    at = frame.end;
  }
  return bytes;
}
