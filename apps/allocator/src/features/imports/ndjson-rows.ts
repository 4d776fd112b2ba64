import { importLines, jsonLimitFault } from '@allocator/contracts';
import type { ImportLine } from '@allocator/contracts';
import type { ImportRow } from '@allocator/domain';
import type { Readable } from 'node:stream';
import { bytesOf } from './malformed-row.js';
import type { MalformedRow } from './malformed-row.js';

/** The rows of an NDJSON body, one `{"impi", "impus": []}` a line. Throws `ImportFileError`. */
export async function* ndjsonRows(body: Readable): AsyncGenerator<ImportRow | MalformedRow> {
  let row = 0;
  for await (const { text } of importLines(bytesOf(body), 'ndjson')) yield ndjsonRow(++row, text);
}

function ndjsonRow(row: number, text: ImportLine['text']): ImportRow | MalformedRow {
  if ('malformed' in text) return { row, malformed: text.malformed };
  const fault = jsonLimitFault(text.value);
  if (fault !== undefined) return { row, malformed: `the line ${fault}` };
  let value: unknown;
  try {
    value = JSON.parse(text.value);
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
