import { type FrameSize, framesBytesMax } from './frames-bytes-max.js';

const magic = 0x184d2204;
/** Bits 4 to 6 of the descriptor: 64 KiB, 256 KiB, 1 MiB, 4 MiB. */
const blockBytes: ReadonlyMap<number, number> = new Map([
  [4, 64 * 1024],
  [5, 256 * 1024],
  [6, 1024 * 1024],
  [7, 4 * 1024 * 1024],
]);

/**
 * Upper bound for the decompressed bytes of LZ4 frames, computed from the sizes of their blocks without decompressing
 * them: a compressed block of n bytes counts as the frame's block size, or 255 n if that is less.
 * Source: LZ4 Frame Format Description 1.6.4. Throws for anything other than LZ4 frames.
 */
export function lz4BytesMax(data: Buffer): number {
  return framesBytesMax(data, readFrame);
}

function readFrame(data: Buffer, start: number): FrameSize {
  if (data.readUInt32LE(start) !== magic) throw new Error('the data is not an LZ4 frame');
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
    // A compressed block grows by a factor of 255 at most: one byte of a match length stands for up to 255 bytes.
    bytesMax += size > 0x7fffffff ? stored : Math.min(blockBytesMax, stored * 255);
    at += stored + (hasBlockChecksum ? 4 : 0);
  }
  return { bytesMax, end: at + (hasContentChecksum ? 4 : 0) };
}
