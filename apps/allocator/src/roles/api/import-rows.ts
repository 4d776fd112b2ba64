import { jsonLimitFault } from '@allocator/contracts';
import type { ImportRow } from '@allocator/domain';
import { parse } from 'csv-parse/sync';
import type { Readable } from 'node:stream';

/** A line of an import file at most; what is longer is no row of identities. */
const lineCharsMax = 64 * 1024;
const tooLong = `the line is longer than ${String(lineCharsMax)} characters`;
const byteOrderMark = /^\uFEFF/;

/** A line that cannot be read as a row: its own verdict, and the file goes on. */
export interface MalformedRow {
  readonly row: number;
  readonly malformed: string;
}

/**
 * The rows of a CSV body (`impi,impu[,impu...]` a line, with or without a header line), as they come in. Rows are counted
 * as a person counts them: from 1, without the header line. No name of an identity holds a line feed, so a line is a row
 * even where its quotes do not close: a slip costs one row, not the rest of the file.
 */
export async function* csvRows(body: Readable): AsyncGenerator<ImportRow | MalformedRow> {
  let row = 0;
  for await (const line of lines(body)) {
    if (line.trim() === '') continue;
    const fields = csvFields(line);
    if (typeof fields === 'string') {
      yield { row: ++row, malformed: fields };
      continue;
    }
    const [impi = '', ...impus] = fields;
    if (row === 0 && impi.toLowerCase() === 'impi') continue;
    yield { row: ++row, impi, impus };
  }
}

/** The fields of a line; a text says why it has none. Few lines have quotes, and only those need a parser. */
function csvFields(line: string): string[] | string {
  if (line.length >= lineCharsMax) return tooLong;
  if (!line.includes('"')) return line.split(',').map((field) => field.trim());
  try {
    const [fields = []] = parse(line.trim(), { relax_quotes: true, trim: true });
    return fields;
  } catch {
    return 'the line is not CSV: a quote is not closed, or does not enclose its field';
  }
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
  if (line.length >= lineCharsMax) return { row, malformed: tooLong };
  const fault = jsonLimitFault(line);
  if (fault !== undefined) return { row, malformed: `the line ${fault}` };
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

/**
 * Lines of a stream in bounded memory, without a byte order mark: of an overlong line only the beginning is kept. A reader
 * that stops early leaves the stream as it is, for it carries the connection on which the answer goes out.
 */
async function* lines(body: Readable): AsyncGenerator<string> {
  let rest = '';
  let first = true;
  body.setEncoding('utf8');
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
    const parts = (first ? chunk.replace(byteOrderMark, '') : chunk).split('\n');
    first = false;
    for (const [index, part] of parts.entries()) {
      rest = (rest + part).slice(0, lineCharsMax);
      if (index === parts.length - 1) break;
      yield rest;
      rest = '';
    }
  }
  yield rest;
}
