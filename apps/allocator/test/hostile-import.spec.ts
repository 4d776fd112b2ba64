import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import type { AllocationQueries, ImportIdentities } from '@allocator/application';
import { ImportFileError } from '@allocator/contracts';
import type { PoolId } from '@allocator/domain';
import fc from 'fast-check';
import { csvRows } from '../src/features/imports/csv-rows.js';
import { ImportAdmission } from '../src/features/imports/import-admission.js';
import { ImportCommand, ImportCommandHandler } from '../src/features/imports/import-command.handler.js';
import { ndjsonRows } from '../src/features/imports/ndjson-rows.js';
import { anyCaller } from '../src/http/access/caller.js';
import { Tenancy } from '../src/http/access/tenancy.js';

type Rows = (body: Readable) => AsyncGenerator<object>;

/** The rows, or why the file as a whole is refused. */
async function read(rows: Rows, chunks: readonly Uint8Array[]): Promise<object[] | string> {
  const all: object[] = [];
  try {
    for await (const row of rows(Readable.from(chunks, { objectMode: false }))) all.push(row);
  } catch (error) {
    if (error instanceof ImportFileError && all.length === 0) return error.message;
    throw error;
  }
  return all;
}

/** The bytes in pieces of these lengths, the last one as long as it takes. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...chunks, bytes.subarray(at)].filter(({ length }) => length > 0);
}

const line = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    'web-1@ims.example,sip:a@example.org',
    '"web-2@ims.example","sip:b@example.org"',
    'impi,impu',
    '"',
    ',,,',
  ),
  fc.constantFrom(
    '{"impi":"web-1@ims.example","impus":["sip:a@example.org"]}',
    '{"impi":1}',
    '{"__proto__":{"impi":"x"}}',
    '[]',
  ),
  fc.constantFrom('ü,ß', '\uFEFFimpi', 'a\0b', 'a\rb'),
);
const file = fc.record({
  lines: fc.array(line, { maxLength: 12 }),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  lengths: fc.array(fc.integer({ min: 1, max: 17 }), { maxLength: 20 }),
});

describe.each([
  ['CSV', csvRows],
  ['NDJSON', ndjsonRows],
])('an import of %s', (_, rows) => {
  it('has the same rows wherever the network splits it, also within characters', async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ lines, end, lengths }) => {
        const bytes = new TextEncoder().encode(lines.join(end));
        expect(await read(rows, cut(bytes, lengths))).toEqual(await read(rows, [bytes]));
      }),
    );
  });

  it('of any bytes has rows or none, or is refused before the first row, and never fails midway', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const found = await read(rows, [bytes]);
        if (typeof found === 'string') return;
        for (const row of found) expect(Object.hasOwn(row, 'row')).toBe(true);
      }),
    );
  });

  it('keeps only the beginning of a line that does not end', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x61);
    const found = await read(
      rows,
      Array.from({ length: 160 }, () => chunk),
    );
    expect(found).toEqual([{ row: 1, malformed: expect.stringMatching(/^the line is longer than/) as unknown }]);
  });
});

it('an import of NDJSON rejects a line that exceeds the limits of depth or values, and continues', async () => {
  const good = '{"impi":"web-1@ims.example","impus":["sip:a@example.org"]}';
  const lines = [`${'['.repeat(30_000)}${']'.repeat(30_000)}`, `[${'0,'.repeat(20_000)}0]`, good];
  const found = await read(ndjsonRows, [new TextEncoder().encode(lines.join('\n'))]);
  expect(found).toEqual([
    { row: 1, malformed: 'the line is nested deeper than 5 levels' },
    { row: 2, malformed: 'the line has more than 10000 members and items' },
    { row: 3, impi: 'web-1@ims.example', impus: ['sip:a@example.org'] },
  ]);
});

it.each([
  ['CSV', csvRows, '"a\n'],
  ['NDJSON', ndjsonRows, '{\n'],
])(
  'an import of many %s lines that are rejected while they are parsed yields the event loop to other work',
  async (_, rows, bad) => {
    const body = Readable.from([Buffer.from(bad.repeat(15_000))], { objectMode: false });
    const imports = { importRows: () => Promise.resolve([]) } as unknown as ImportIdentities;
    const handler = new ImportCommandHandler(imports, new ImportAdmission(), new Tenancy({} as AllocationQueries));
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const answer = await handler.execute(new ImportCommand(anyCaller, 'pool-a' as PoolId, rows(body)));
    isOver = true;
    expect(answer).toMatchObject({ received: 15_000, rejectedNotListed: 5_000 });
    expect(turns).toBeGreaterThan(10);
  },
);
