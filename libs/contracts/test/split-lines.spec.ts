import { describe, expect, it } from '@jest/globals';
import { splitLines, textLines } from '../src/values/split-lines.js';

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, 'latin1');
}

async function pagesOf<T>(pages: AsyncIterable<readonly T[]>): Promise<(readonly T[])[]> {
  const all: (readonly T[])[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe('the lines of a stream', () => {
  it('arrive in pages, joined over chunks, without line ends and empty lines', async () => {
    const pages = await pagesOf(textLines(chunks('a\nb', 'c\r\n\r', 'd\re')));
    expect(pages).toEqual([['a'], ['bc'], ['d'], ['e']]);
  });

  it('are decoded correctly if a chunk ends within a character', async () => {
    expect(await pagesOf(textLines(chunks('\xc3', '\xa9\n')))).toEqual([['é']]);
  });

  it('keep other line separators of Unicode as text', async () => {
    const bytes = Buffer.from('a\u2028b\u0085c\n').toString('latin1');
    expect(await pagesOf(textLines(chunks(bytes)))).toEqual([['a\u2028b\u0085c']]);
  });

  it('contain their end position, and at most the given number of bytes', async () => {
    const pages = await pagesOf(splitLines(chunks('abcd', 'ef\ng'), 3));
    expect(pages.flat().map(({ bytes, ...line }) => ({ text: Buffer.from(bytes).toString(), ...line }))).toEqual([
      { text: 'abc', endsAt: 7, isEnded: true },
      { text: 'g', endsAt: 8, isEnded: false },
    ]);
  });

  it('are an error if the stream must end with a line end and does not', async () => {
    await expect(pagesOf(textLines(chunks('a\nb'), () => new Error('broken off')))).rejects.toThrow('broken off');
  });
});
