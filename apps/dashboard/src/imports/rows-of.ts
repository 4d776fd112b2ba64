import type { ImportFormat } from '@allocator/contracts';
import type { FileChunk } from './file-chunks.js';

/** The format by the name of the file; undefined if its extension is another. */
export function formatOf(name: string): ImportFormat | undefined {
  if (/\.csv$/i.test(name)) return 'csv';
  return /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : undefined;
}

/** The body of a request. CSV after the first chunk begins with a header, so that its first row is not mistaken for one. */
export function bodyOf(format: ImportFormat, { bytes, isFirst }: FileChunk): Blob {
  return new Blob(format === 'csv' && !isFirst ? ['impi,impu\n', bytes] : [bytes]);
}

const utf8 = new TextDecoder();

/** The rows of a chunk as text, counted as the service counts them: without empty lines, a separator hint and a header. */
export function rowsOf(format: ImportFormat, { bytes, isFirst }: FileChunk): readonly string[] {
  const lines = utf8.decode(bytes).split(/[\r\n]+/);
  if (format === 'ndjson') return lines.filter((line) => line.trim() !== '');
  const rows = lines.filter((line) => !/^[\s,"]*$/.test(line));
  if (!isFirst) return rows;
  if (/^\s*"?sep=/i.test(rows[0] ?? '')) rows.shift();
  if (/^\s*"?impi"?\s*,/i.test(rows[0] ?? '')) rows.shift();
  return rows;
}
