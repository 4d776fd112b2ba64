import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ImportFormat } from '@allocator/contracts';
import { ImportFileError, importLineBytesMax, importLines } from '@allocator/contracts';

const a = 'a@ims.example,sip:a@example.org';
const b = 'b@ims.example,sip:b@example.org;user=phone';
const c = '"c@ims.example","sip:c@example.org"';

/** The lines as text, or the reason why a line has none. */
async function read(bytes: Uint8Array | string, format: ImportFormat = 'csv', piece = 7): Promise<string[]> {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const found: string[] = [];
  for await (const { text } of importLines(pieces(all, piece), format)) {
    found.push('value' in text ? text.value : text.malformed);
  }
  return found;
}

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const refusal = async (bytes: Uint8Array | string): Promise<unknown> => {
  try {
    return await read(bytes);
  } catch (error) {
    return error instanceof ImportFileError ? error.message : error;
  }
};

describe('the lines of an import file', () => {
  it.each([
    ['LF', `${a}\n${b}\n${c}\n`],
    ['CRLF', `${a}\r\n${b}\r\n${c}\r\n`],
    ['CR', `${a}\r${b}\r${c}\r`],
    ['LF, CR and CRLF', `${a}\r${b}\r\n${c}\n`],
    ['no end at the last one', `${a}\r${b}\n${c}`],
  ])('end with %s', async (_, text) => {
    for (const piece of [1, 2, 33, 1_000]) expect(await read(text, 'csv', piece)).toEqual([a, b, c]);
    expect(await read(`impi,impu\r${text}`)).toEqual([a, b, c]);
  });

  it.each(['{"impi":"a"}\r{"impi":"b"}\r', '{"impi":"a"}\r\n\n{"impi":"b"}'])(
    'end likewise in NDJSON',
    async (text) => {
      expect(await read(text, 'ndjson')).toEqual(['{"impi":"a"}', '{"impi":"b"}']);
    },
  );

  it.each(['impi,impu', 'IMPI,Impu,IMPU', ' "impi" , "impu" ', 'impi,impu,,,', '\uFEFFimpi,impu', 'sep=,\nimpi,impu'])(
    'begin behind the header %j',
    async (header) => {
      expect(await read(`${header}\n${a}\n`)).toEqual([a]);
      expect(await read(`\n,,\n${header}\n${a}\n`.replace('\n,,\n\uFEFF', '\uFEFF\n,,\n'))).toEqual([a]);
    },
  );

  it.each(['impi', 'impi,', 'impi,msisdn', 'impi,impu,name', `impi,impu ${a}`, 'impu,impi'])(
    'are rows where the first is no header: %j',
    async (first) => {
      expect(await read(`${first}\n${a}\n`)).toEqual([first, a]);
    },
  );

  it('are rows if a header is repeated', async () => {
    expect(await read(`impi,impu\n${a}\nimpi,impu\n`)).toEqual([a, 'impi,impu']);
    expect(await read(`impi,impu\nimpi,impu\n`)).toEqual(['impi,impu']);
  });

  it.each(['', ' \t', ',,,,', ' , ,', '"",""', '" ",,'])(
    'are none where they have nothing in them: %j',
    async (line) => {
      expect(await read(`${line}\n${a}\n${line}\n${b}\n${line}`)).toEqual([a, b]);
    },
  );

  it('are rows if they have only a quote', async () => {
    expect(await read(`${a}\n"\n",,\n`)).toEqual([a, '"', '",,']);
  });

  it('count, with the reason, if they are not text', async () => {
    const line = (text: string) => Buffer.from(text, 'latin1');
    const bytes = Buffer.concat([line(`${a}\nm\xfcller@x,sip:m@x\n`), line(`d\0@x,sip:d@x\n${b}\n`)]);
    expect(await read(bytes)).toEqual([
      a,
      expect.stringContaining('is not UTF-8 (Latin-1, perhaps): save it as UTF-8'),
      'the line has a NUL byte: leave it out',
      b,
    ]);
  });

  it('keep only their beginning if they are too long', async () => {
    const long = 'x'.repeat(importLineBytesMax + 1);
    expect(await read(`${long}${long}\n${a}\n${long.slice(1)}`, 'csv', 1_000)).toEqual([
      'the line is longer than 65536 bytes',
      a,
      long.slice(1),
    ]);
  });

  it('contain every byte of the file except line ends, the header and empty lines', async () => {
    const words = fc.string({ maxLength: 20 }).map((text) => text.replaceAll('"', ''));
    const line = fc.oneof(words, fc.constantFrom(a, b, c, 'impi,impu', ',,', '"', '"",', 'a\0b'));
    const end = fc.constantFrom('\n', '\r', '\r\n', '\n\r');
    const isEmpty = (text: string): boolean => /^(?:[\s,]|"")*$/.test(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, end)), fc.integer({ min: 1, max: 50 }), async (lines, piece) => {
        const text = `${a}\n${lines.map((pair) => pair.join('')).join('')}`;
        const found: string[] = [];
        for await (const { bytes } of importLines(pieces(new TextEncoder().encode(text), piece), 'csv')) {
          found.push(Buffer.from(bytes).toString());
        }
        expect(found).toEqual(text.split(/[\r\n]/).filter((one) => !isEmpty(one)));
      }),
    );
  });
});

describe('a file of another kind is refused once, with what to do', () => {
  it.each([
    ['semicolons', `impi;impu\n${a.replace(',', ';')}\n`, /separated by ";": separate them by commas/],
    ['semicolons and no header', `${b.replace(',', ';')}\n`, /separated by ";"/],
    ['semicolons and quotes', '"a@ims.example";"sip:a@example.org"\n', /separated by ";"/],
    ['tabs', `IMPI\tIMPU\n${a.replace(',', '\t')}\n`, /separated by tabs/],
    ['bars', `${a.replace(',', '|')}\n`, /separated by "\|"/],
    ['sep=;', `sep=;\nimpi;impu\n`, /separated by ";"/],
    ['sep= and a tab', `sep=\t\r\nimpi\timpu\n`, /separated by tabs/],
    ['JSON', `{"impi":"a@ims.example"}\n`, /import the file as NDJSON/],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text)).toMatch(message);
    expect(await refusal(`\r\n${text}`)).toMatch(message);
  });

  it.each([
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${a}\n`, 'utf16le'), /is UTF-16: save it as UTF-8/],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${a}\n`, 'utf16le').swap16(), /is UTF-16/],
    ['UTF-16 without a mark', Buffer.from(`${a}\n`, 'utf16le'), /as UTF-16 without a byte order mark/],
    ['UTF-16 that begins with a line end', Buffer.from(`\r\n${a}\n`, 'utf16le'), /as UTF-16/],
    ['a workbook', Buffer.from('PK\x03\x04\x14\x00\x06\x00\n', 'latin1'), /workbook of a spreadsheet/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), /compressed with gzip/],
  ])('%s', async (_, bytes, message) => {
    expect(await refusal(bytes)).toMatch(message);
  });

  it('but not if only the first comma is missing, or a name has such a character', async () => {
    expect(await read(`impi,impu\n${a.replace(',', ';')}\n${b}\n`)).toHaveLength(2);
    for (const line of [b, 'a|b@ims.example,sip:a@example.org', 'a@ims.example;user=phone,sip:a@example.org']) {
      expect(await read(`${line}\n`)).toEqual([line]);
    }
  });
});
