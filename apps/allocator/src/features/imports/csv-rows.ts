import { importLines, separatorFault } from '@allocator/contracts';
import type { ImportLine } from '@allocator/contracts';
import type { ImportRow } from '@allocator/domain';
import { parse } from 'csv-parse/sync';
import type { Readable } from 'node:stream';
import { bytesOf } from './malformed-row.js';
import type { MalformedRow } from './malformed-row.js';

/**
 * The rows of a CSV body (`impi,impu[,impu...]` a line, with or without a header line), as they come in. Rows are counted
 * as a person counts them: from 1, without the header line and empty lines. No name of an identity holds a line end, so a line is a row
 * even where its quotes do not close: a slip costs one row, not the rest of the file. Throws `ImportFileError`.
 */
export async function* csvRows(body: Readable): AsyncGenerator<ImportRow | MalformedRow> {
  let row = 0;
  for await (const { text } of importLines(bytesOf(body), 'csv')) yield csvRow(++row, text);
}

function csvRow(row: number, text: ImportLine['text']): ImportRow | MalformedRow {
  if ('malformed' in text) return { row, malformed: text.malformed };
  const fields = csvFields(text.value);
  if (typeof fields === 'string') return { row, malformed: fields };
  const [impi = '', ...impus] = fields;
  if (impi.toLowerCase() === 'impi') {
    return { row, malformed: 'not a header: the header is the first line, and reads impi,impu[,impu...]' };
  }
  return { row, impi, impus: impus.filter((impu) => impu !== '') };
}

/** The fields of a line; a text says why it has none. Few lines have quotes, and only those need a parser. */
function csvFields(line: string): string[] | string {
  const fault = separatorFault(line);
  if (fault !== undefined) return fault;
  if (!line.includes('"')) return line.split(',').map((field) => field.trim());
  try {
    const [fields = []] = parse(line.trim(), { relax_quotes: true, trim: true });
    return fields;
  } catch {
    return 'the line is not CSV: a quote is not closed, or does not enclose its field';
  }
}
