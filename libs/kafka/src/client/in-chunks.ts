/**
 * Bytes of one produce request: half of a broker's default limit, which leaves room for keys and framing. A broker refuses a whole
 * batch that is larger than its `message.max.bytes` (1 MB by default).
 */
const sendBytesMax = 512 * 1024;

/** Splits items into consecutive chunks, one for each produce request; an item that is too large is a chunk of its own. */
export function* inChunks<T>(items: readonly T[], bytesOf: (item: T) => number): Generator<T[]> {
  let chunk: T[] = [];
  let chunkBytes = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    if (chunk.length > 0 && chunkBytes + bytes > sendBytesMax) {
      yield chunk;
      chunk = [];
      chunkBytes = 0;
    }
    chunk.push(item);
    chunkBytes += bytes;
  }
  if (chunk.length > 0) yield chunk;
}
