const lineFeed = 0x0a;
/** An event document has some kilobytes; a line without end must not fill the memory. */
const lineBytesMax = 1 << 20;

/** A line is longer than any event document. */
class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
  override readonly message = `a line is longer than ${lineBytesMax} bytes`;
}

/** Splits a stream of bytes into its lines, byte for byte: what is hashed must never pass through text. */
export class LineSplitter {
  private rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  /** The lines that end in this chunk, without their line feeds. Empty lines are left out. Throws `LineTooLongError`. */
  push(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
    const lines: Uint8Array<ArrayBuffer>[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, begin)) {
      const line = joined(this.rest, chunk.subarray(begin, end));
      this.rest = new Uint8Array();
      if (line.length > 0) lines.push(line);
      begin = end + 1;
    }
    this.rest = joined(this.rest, chunk.subarray(begin));
    if (this.rest.length > lineBytesMax) throw new LineTooLongError();
    return lines;
  }

  /** The bytes after the last line feed: a line that was cut off; undefined if there are none. */
  end(): Uint8Array<ArrayBuffer> | undefined {
    return this.rest.length > 0 ? this.rest : undefined;
  }
}

function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
