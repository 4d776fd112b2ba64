import { type FrameSize, framesBytesMax } from './frames-bytes-max.js';

const magic = 0xfd2fb528;
/** Largest block (RFC 8878 clause 3.1.1.2). */
const blockBytesMax = 128 * 1024;

/**
 * Upper bound for the decompressed bytes of Zstandard frames, computed from the headers of their blocks without
 * decompressing them: a compressed block counts as 128 KiB. Source: RFC 8878, clause 3.1.1. Throws for anything other than
 * Zstandard frames.
 */
export function zstdBytesMax(data: Buffer): number {
  return framesBytesMax(data, readFrame);
}

function readFrame(data: Buffer, start: number): FrameSize {
  if (data.readUInt32LE(start) !== magic) throw new Error('the data is not a Zstandard frame');
  const descriptor = data.readUInt8(start + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSizeFlag = descriptor >> 6;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const contentSizeBytes = contentSizeFlag === 0 ? Number(isSingleSegment) : 2 ** contentSizeFlag;
  let at = start + 5 + windowBytes + dictionaryBytes + contentSizeBytes;
  let bytesMax = 0;
  for (let isLast = false; !isLast;) {
    const header = data.readUIntLE(at, 3);
    at += 3;
    isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3) throw new Error('a Zstandard block has a reserved type');
    bytesMax += type === 2 ? blockBytesMax : size;
    at += type === 1 ? 1 : size;
  }
  return { bytesMax, end: at + ((descriptor & 0x04) === 0 ? 0 : 4) };
}
