const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A line of at least one byte, without its end. */
export interface Line {
  readonly bytes: Uint8Array;
  /** Bytes from the beginning of the source to the end of the line. */
  readonly endsAt: number;
  /** False: the source ended within the line. */
  readonly isEnded: boolean;
}

/**
 * The lines of a stream, in pages: those that end in one chunk of it. LF, CR and CRLF end a line and can be mixed; empty
 * lines are skipped.
 * @param bytesMax number of bytes that are kept of a longer line
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  bytesMax = Infinity,
): AsyncGenerator<readonly Line[]> {
  let begun = new LineBeginning(bytesMax);
  let bytesBefore = 0;
  for await (const chunk of source) {
    const page: Line[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (chunk[at] !== lineFeed && chunk[at] !== carriageReturn) continue;
      // The LF of a CRLF ends an empty line, which is skipped.
      begun.add(chunk.subarray(from, at));
      from = at + 1;
      if (begun.length === 0) continue;
      page.push({ bytes: begun.bytes(), endsAt: bytesBefore + from, isEnded: true });
      begun = new LineBeginning(bytesMax);
    }
    begun.add(chunk.subarray(from));
    bytesBefore += chunk.length;
    if (page.length > 0) yield page;
  }
  if (begun.length > 0) yield [{ bytes: begun.bytes(), endsAt: bytesBefore, isEnded: false }];
}

const utf8 = new TextDecoder();

/**
 * The same lines as text.
 * @param unended makes the error for a source that ends within a line; without it, such a line counts
 */
export async function* textLines(
  source: AsyncIterable<Uint8Array>,
  unended?: () => Error,
): AsyncGenerator<readonly string[]> {
  for await (const page of splitLines(source)) {
    if (unended !== undefined && page.some(({ isEnded }) => !isEnded)) throw unended();
    yield page.map(({ bytes }) => utf8.decode(bytes));
  }
}

/** The beginning of a line, in the pieces that arrived; they are joined once. */
class LineBeginning {
  length = 0;
  private readonly pieces: Uint8Array[] = [];

  constructor(private readonly bytesMax: number) {}

  add(piece: Uint8Array): void {
    const kept = piece.subarray(0, this.bytesMax - this.length);
    if (kept.length === 0) return;
    this.pieces.push(kept);
    this.length += kept.length;
  }

  bytes(): Uint8Array {
    const [first, ...others] = this.pieces;
    if (first !== undefined && others.length === 0) return first;
    const joined = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }
}
