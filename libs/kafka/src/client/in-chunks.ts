/**
 * Splits items into consecutive chunks of at most `bytesMax` bytes; an item that is larger is a chunk of its own. A broker refuses
 * a whole batch that is larger than its `message.max.bytes` (1 MB by default).
 */
export function* inChunks<T>(items: readonly T[], bytesMax: number, bytesOf: (item: T) => number): Generator<T[]> {
  let chunk: T[] = [];
  let chunkBytes = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    if (chunk.length > 0 && chunkBytes + bytes > bytesMax) {
      yield chunk;
      chunk = [];
      chunkBytes = 0;
    }
    chunk.push(item);
    chunkBytes += bytes;
  }
  if (chunk.length > 0) yield chunk;
}
