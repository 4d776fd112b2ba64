import { describe, expect, it } from '@jest/globals';
import { chunkBytesMax } from '../src/imports/file-chunks.js';
import { formatOf, rowsOf } from '../src/imports/rows-of.js';
import { ImportRun } from '../src/imports/import-run.js';
import { rejectedCsv } from '../src/imports/rejected-csv.js';
import { ServiceError } from '../src/service/service-error.js';

type Answer = Awaited<ReturnType<ConstructorParameters<typeof ImportRun>[2]>>;

/** Rows of 29 bytes: some 4,500 fill a chunk. */
function csvOf(rows: number): Blob {
  const lines = Array.from(
    { length: rows },
    (_, n) => `w${String(n).padStart(6, '0')}@ims.x,sip:w${String(n).padStart(6, '0')}@x`,
  );
  return new Blob(['impi,impu\r\n', lines.join('\r\n')]);
}

/** A service that imports every row, except those that `refuses` names. */
async function importAll(body: Blob, refuses: (line: string) => boolean = () => false): Promise<Answer> {
  const [header, ...lines] = (await body.text()).split(/[\r\n]+/).filter((line) => line !== '');
  expect(header).toBe('impi,impu');
  const rejected = lines.flatMap((line, index) =>
    refuses(line) ? [{ row: index + 1, code: 'no-impu', detail: 'add "one", at least' }] : [],
  );
  return { received: lines.length, imported: lines.length - rejected.length, alreadyPresent: 0, rejected };
}

describe('an import', () => {
  it('sends whole rows in chunks, with a header each, and counts what was answered', async () => {
    const sizes: number[] = [];
    const run = new ImportRun(csvOf(10_000), 'csv', async (body) => {
      expect(body.size).toBeLessThanOrEqual(chunkBytesMax + 'impi,impu\n'.length);
      const answer = await importAll(body);
      sizes.push(answer.received);
      return answer;
    });
    await run.run();
    expect(sizes).toHaveLength(3);
    expect(run.state()).toMatchObject({ status: 'done', received: 10_000, imported: 10_000, rejected: 0 });
  });

  it('numbers refused rows by the whole file, and writes them as CSV', async () => {
    const run = new ImportRun(csvOf(9_000), 'csv', (body) => importAll(body, (line) => /^w00(0003|8100)@/.test(line)));
    await run.run();
    expect(run.state().rejectedRows.map(({ row, line }) => [row, line.slice(0, 7)])).toEqual([
      [4, 'w000003'],
      [8_101, 'w008100'],
    ]);
    expect(rejectedCsv(run.state().rejectedRows.slice(0, 1))).toBe(
      'row,code,detail,line\r\n4,no-impu,"add ""one"", at least","w000003@ims.x,sip:w000003@x"\r\n',
    );
  });

  it('stops after the request in progress, and continues with the next row', async () => {
    const firstRows: string[] = [];
    const run: ImportRun = new ImportRun(csvOf(10_000), 'csv', async (body) => {
      firstRows.push((await body.text()).split(/[\r\n]+/)[1] ?? '');
      if (firstRows.length === 1) run.stop();
      return importAll(body);
    });
    await run.run();
    const { status, received } = run.state();
    expect(status).toBe('stopped');
    await run.run();
    expect(run.state()).toMatchObject({ status: 'done', received: 10_000 });
    expect(firstRows).toHaveLength(3);
    expect(firstRows[1]?.slice(0, 7)).toBe(`w${String(received).padStart(6, '0')}`);
  });

  it('stops at an error, and sends the same rows again', async () => {
    let calls = 0;
    const run = new ImportRun(csvOf(5_000), 'csv', (body) => {
      calls++;
      return calls === 2 ? Promise.reject(ServiceError.unreachable()) : importAll(body);
    });
    await run.run();
    expect(run.state()).toMatchObject({ status: 'stopped', error: { name: 'ServiceError' } });
    await run.run();
    expect(run.state()).toMatchObject({ status: 'done', received: 5_000, error: null });
  });

  it('cannot continue a file without rows, without line ends, or that the service cannot read', async () => {
    const malformed = ServiceError.of({ title: 'not a text', status: 400, code: 'file-malformed' });
    const files = [
      new ImportRun(new Blob([]), 'csv', importAll),
      new ImportRun(new Blob([new Uint8Array(chunkBytesMax + 1)]), 'csv', importAll),
      new ImportRun(csvOf(1), 'csv', () => Promise.reject(malformed)),
    ];
    for (const run of files) {
      await run.run();
      expect(run.state().status).toBe('unreadable');
    }
  });
});

describe('the rows of a file', () => {
  const chunk = (text: string, isFirst: boolean) => ({ bytes: new TextEncoder().encode(text), isFirst, endsAt: 0 });

  it('are its lines without header, separator hint and empty lines', () => {
    expect(rowsOf('csv', chunk('sep=,\r\n"IMPI",impu\r\n\r\na@b,sip:a@b\r\n,,\r\n', true))).toEqual(['a@b,sip:a@b']);
    expect(rowsOf('csv', chunk('a@b,sip:a@b\rb@b,sip:b@b\n', false))).toEqual(['a@b,sip:a@b', 'b@b,sip:b@b']);
    expect(rowsOf('ndjson', chunk('{"impi":"a@b"}\n \n', true))).toEqual(['{"impi":"a@b"}']);
  });

  it('have the format of the name', () => {
    expect(['a.CSV', 'b.ndjson', 'c.jsonl', 'd.xlsx'].map(formatOf)).toEqual(['csv', 'ndjson', 'ndjson', undefined]);
  });
});
