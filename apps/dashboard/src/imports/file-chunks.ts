/** A file that can be read by neither the browser nor the service, whatever is done again. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

/** Whole lines of a file that are sent in one request. */
export interface FileChunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isFirst: boolean;
  /** Bytes of the file up to its end. */
  readonly endsAt: number;
}

/**
 * Bytes of a request at most. It has fewer rows than the service lists as refused in one answer, and so few that progress is seen and
 * that an import stops soon. The longest line that the service accepts is half of it.
 */
export const chunkBytesMax = 131_072;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The file in order, cut at line ends: LF, CR or CRLF. Throws `UnreadableFileError`. */
export async function* fileChunks(file: Blob): AsyncGenerator<FileChunk> {
  for (let start = 0; start < file.size;) {
    const bytes = new Uint8Array(await file.slice(start, start + chunkBytesMax).arrayBuffer());
    const isLast = start + bytes.length === file.size;
    const length = isLast ? bytes.length : Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1;
    if (length === 0) throw new UnreadableFileError('a line is longer than 64 KiB: this is not a file of identities');
    yield { bytes: bytes.subarray(0, length), isFirst: start === 0, endsAt: start + length };
    start += length;
  }
}
