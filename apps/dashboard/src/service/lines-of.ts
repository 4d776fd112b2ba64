/** Longest accepted line, in characters: an event has a few hundred. */
const lineCharsMax = 1_000_000;

/** The lines of a stream of UTF-8, as they arrive, without their line feeds. Throws if a line is longer than any event. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let begun = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (begun + value).split('\n');
      begun = lines.pop() ?? '';
      if (begun.length > lineCharsMax) throw new Error('a line of the stream is too long');
      yield* lines.filter((line) => line !== '');
    }
    if (begun !== '') yield begun;
  } finally {
    // The consumer may stop early: the connection is closed then.
    await reader.cancel().catch(() => undefined);
  }
}
