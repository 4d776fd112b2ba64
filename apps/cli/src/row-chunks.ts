import { createReadStream } from 'node:fs';

export type RowFormat = 'csv' | 'ndjson';

/** Rows of a file that go to the service together. */
export interface RowChunk {
  /** Which row of the file its first is; counted as the service counts them, from 1 and without header and empty lines. */
  readonly firstRow: number;
  readonly lines: readonly string[];
  /** Bytes of the file up to its end. */
  readonly bytesRead: number;
}

/** Rows in one request: well below the 10,000 refused ones that an answer lists. */
export const chunkRowsMax = 10_000;
/** One character more than the service takes as a line, so that it refuses what was cut here. */
const lineCharsMax = 64 * 1024 + 1;

/** The file's rows from one of them on, in bounded memory. Throws where the file cannot be read. */
export async function* rowChunks(
  file: string,
  format: RowFormat,
  fromRow: number,
  rowsMax = chunkRowsMax,
): AsyncGenerator<RowChunk> {
  let row = 0;
  let lines: string[] = [];
  let bytesRead = 0;
  for await (const { line, bytes } of linesOf(file)) {
    bytesRead += bytes;
    if (line.trim() === '' || (row === 0 && format === 'csv' && isHeader(line))) continue;
    row++;
    if (row < fromRow) continue;
    lines.push(line);
    if (lines.length < rowsMax) continue;
    yield { firstRow: row - lines.length + 1, lines, bytesRead };
    lines = [];
  }
  if (lines.length > 0) yield { firstRow: row - lines.length + 1, lines, bytesRead };
}

/** The body of a request: a CSV chunk has a header line, so that no row of it can be taken for one. */
export function bodyOf(format: RowFormat, lines: readonly string[]): string {
  return [...(format === 'csv' ? ['impi,impu'] : []), ...lines, ''].join('\n');
}

function isHeader(line: string): boolean {
  return line.split(',')[0]?.replaceAll('"', '').trim().toLowerCase() === 'impi';
}

interface Line {
  readonly line: string;
  /** Of the file since the line before. */
  readonly bytes: number;
}

/** Of an overlong line only the beginning is kept. */
async function* linesOf(file: string): AsyncGenerator<Line> {
  let rest = '';
  let bytes = 0;
  let isFirst = true;
  for await (const chunk of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const parts = (isFirst ? chunk.replace(/^\uFEFF/, '') : chunk).split('\n');
    isFirst = false;
    for (const [index, part] of parts.entries()) {
      rest = (rest + part).slice(0, lineCharsMax);
      bytes += Buffer.byteLength(part);
      if (index === parts.length - 1) break;
      yield { line: rest.replace(/\r$/, ''), bytes: bytes + 1 };
      [rest, bytes] = ['', 0];
    }
  }
  yield { line: rest, bytes };
}
