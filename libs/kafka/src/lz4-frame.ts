const magic = 0x184d2204;
const skippableMagic = 0x184d2a50;
/** Bits 4 to 6 of the descriptor: 64 KiB, 256 KiB, 1 MiB, 4 MiB. */
const blockBytes: ReadonlyMap<number, number> = new Map([
  [4, 64 * 1024],
  [5, 256 * 1024],
  [6, 1024 * 1024],
  [7, 4 * 1024 * 1024],
]);

/**
 * The most that LZ4 frames can hold once decompressed, in bytes, read off their blocks without decompressing them. All blocks
 * but a frame's last are counted in full, the last as no larger than it is when it is the only one.
 * Source: LZ4 Frame Format Description 1.6.4. Throws for what is not LZ4 frames.
 */
export function lz4BytesMax(data: Buffer): number {
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

function readFrame(data: Buffer, start: number): { readonly bytesMax: number; readonly end: number } {
  if (data.readUInt32LE(start) !== magic) throw new Error('no LZ4 frame');
  const flags = data.readUInt8(start + 4);
  const blockBytesMax = blockBytes.get((data.readUInt8(start + 5) >> 4) & 7);
  if (blockBytesMax === undefined) throw new Error('an LZ4 frame has an unknown block size');
  const [hasBlockChecksum, hasContentSize, hasContentChecksum, hasDictionary] = [0x10, 0x08, 0x04, 0x01].map(
    (bit) => (flags & bit) !== 0,
  );
  let at = start + 7 + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  let bytesMax = 0;
  for (;;) {
    const size = data.readUInt32LE(at);
    at += 4;
    if (size === 0) break;
    const stored = size & 0x7fffffff;
    // A literal costs its own byte, and a byte of a length adds 255 at most.
    bytesMax += size > 0x7fffffff ? stored : Math.min(blockBytesMax, stored * 255);
    at += stored + (hasBlockChecksum ? 4 : 0);
  }
  return { bytesMax, end: at + (hasContentChecksum ? 4 : 0) };
}
