/**
 * The items in order, in pieces of at most `bytesMax` together and at least one item each: a batch over the broker's
 * `message.max.bytes` (1 MB by default) fails whole.
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
