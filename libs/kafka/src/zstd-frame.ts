const magic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
/** A block never holds more. */
const blockBytesMax = 128 * 1024;

/**
 * The most that Zstandard frames can hold once decompressed, in bytes, read off their blocks without decompressing them: a
 * compressed block counts as the most that one can hold. Source: RFC 8878, clause 3.1.1. Throws for what is not Zstandard frames.
 */
export function zstdBytesMax(data: Buffer): number {
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
  if (data.readUInt32LE(start) !== magic) throw new Error('no Zstandard frame');
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
