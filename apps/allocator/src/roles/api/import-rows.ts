import type { ImportRow } from '@allocator/domain';
import { parse } from 'csv-parse';
import type { Readable } from 'node:stream';

/** A line of an import file at most; what is longer is no row of identities. */
const lineBytesMax = 64 * 1024;

/**
 * The rows of a CSV body (`impi,impu[,impu...]`, with or without a header line), as they come in. Rows are counted as a
 * person counts them: from 1, without the header line.
 */
export async function* csvRows(body: Readable): AsyncGenerator<ImportRow> {
  const records = body.pipe(
    parse({
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: lineBytesMax,
    }),
  );
  body.on('error', (error) => records.destroy(error));
  let row = 0;
  for await (const record of records as AsyncIterable<string[]>) {
    const [impi = '', ...impus] = record;
    if (row === 0 && impi.toLowerCase() === 'impi') continue;
    yield { row: ++row, impi, impus };
  }
}

/** A line that is no `{"impi", "impus"}`: its own verdict, and the file goes on. */
export interface MalformedRow {
  readonly row: number;
  readonly malformed: string;
}

/** The rows of an NDJSON body, one `{"impi", "impus": []}` a line. */
export async function* ndjsonRows(body: Readable): AsyncGenerator<ImportRow | MalformedRow> {
  let row = 0;
  for await (const line of lines(body)) {
    if (line.trim() === '') continue;
    yield ndjsonRow(++row, line);
  }
}

function ndjsonRow(row: number, line: string): ImportRow | MalformedRow {
  if (line.length >= lineBytesMax) return { row, malformed: `the line is longer than ${String(lineBytesMax)} bytes` };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { row, malformed: 'the line is not JSON' };
  }
  const { impi, impus } = (typeof value === 'object' && value !== null ? value : {}) as {
    impi?: unknown;
    impus?: unknown;
  };
  if (typeof impi !== 'string' || !Array.isArray(impus) || !impus.every((impu) => typeof impu === 'string')) {
    return { row, malformed: 'the line is not {"impi": "...", "impus": ["..."]}' };
  }
  return { row, impi, impus };
}

/** Lines of a stream in bounded memory: of an overlong line only the beginning is kept. */
async function* lines(body: Readable): AsyncGenerator<string> {
  let rest = '';
  body.setEncoding('utf8');
  for await (const chunk of body as AsyncIterable<string>) {
    const parts = chunk.split('\n');
    for (const [index, part] of parts.entries()) {
      rest = (rest + part).slice(0, lineBytesMax);
      if (index === parts.length - 1) break;
      yield rest;
      rest = '';
    }
  }
  yield rest;
}
