import type { Line } from '../values/split-lines.js';
import { splitLines } from '../values/split-lines.js';

/** Formats of an import: one CSV line or one JSON object a row. */
export type ImportFormat = 'csv' | 'ndjson';

/** Bytes of a line without its end. A row with 32 IMPUs has 9 KB at most; a longer line is a refused row. */
export const importLineBytesMax = 65_536;

/** A line that is a row: every line except the header and empty lines. */
export interface ImportLine {
  /** As sent, without the line end; for a line that is too long, its first `importLineBytesMax` + 1 bytes. */
  readonly bytes: Uint8Array;
  /** The text of the line, or why it cannot be read. */
  readonly text: { readonly value: string } | { readonly malformed: string };
  /** Bytes from the beginning of the file to the end of the line. */
  readonly endsAt: number;
}

/** The file is not comma-separated text or NDJSON in UTF-8. The message names the detected format and what to do. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
}

const nul = 0x00;

/**
 * The rows of a file, in bounded memory. LF, CR and CRLF end a line and can be mixed. A CSV file may begin with a line `sep=,` and
 * a header. Throws `ImportFileError` at the first line that is not empty, before it yields a row.
 */
export async function* importLines(
  source: AsyncIterable<Uint8Array>,
  format: ImportFormat,
): AsyncGenerator<ImportLine> {
  let isFirst = true;
  let mayCome: 'separator' | 'header' | 'row' = format === 'csv' ? 'separator' : 'row';
  for await (const { bytes, endsAt } of linesOf(source)) {
    if (isFirst) demandText(bytes);
    isFirst = false;
    const text = decoded(bytes);
    if ('value' in text) {
      if (format === 'csv' ? isEmptyRow(text.value) : text.value.trim() === '') continue;
      if (mayCome === 'separator' && isSeparatorLine(text.value)) {
        mayCome = 'header';
        continue;
      }
      if (mayCome !== 'row') {
        mayCome = 'row';
        demandCommas(text.value);
        if (isHeader(text.value)) continue;
      }
    }
    mayCome = 'row';
    yield { bytes, text, endsAt };
  }
}

/** Of an overlong line, one byte more than is allowed. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  for await (const page of splitLines(source, importLineBytesMax + 1)) yield* page;
}

/** A header, or an IMPI and an IMPU, with another separator. No realm contains such a character, so the line is not a valid row. */
const otherwiseSeparated = /^"?(?:impi"? *([;|\t])|[^\s",;|@]+@[^\s",;|@]+"? *([;|\t]) *"?(?:sips?|tel):)/i;

/** Why a CSV line cannot be split at its commas; undefined if it can. */
export function separatorFault(line: string): string | undefined {
  const [, ofHeader, ofRow] = otherwiseSeparated.exec(line.trim()) ?? [];
  const separator = ofHeader ?? ofRow;
  return separator === undefined ? undefined : separatedBy(separator);
}

/** The cell without surrounding spaces and quotes. */
function cellsOf(line: string): string[] {
  return line.split(',').map((cell) => {
    const trimmed = cell.trim();
    return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
      ? trimmed.slice(1, -1).trim()
      : trimmed;
  });
}

/** Spreadsheets write lines that contain only separators below the last row. */
function isEmptyRow(line: string): boolean {
  return /^(?:[\s,"]|$)/.test(line) && cellsOf(line).every((cell) => cell === '');
}

/** `impi,impu`, then any number of `impu` columns, then any number of empty ones. */
function isHeader(line: string): boolean {
  const [first, ...others] = cellsOf(line).map((cell) => cell.toLowerCase());
  const named = others.filter((name) => name !== '');
  return first === 'impi' && named.length > 0 && named.every((name) => name === 'impu');
}

/** `sep=,`: a hint of spreadsheets for the separator, a tab or a space included. Throws for any other separator than the comma. */
function isSeparatorLine(line: string): boolean {
  const [, separator] = /^\s*"?sep=(.)"?[,\s]*$/i.exec(line) ?? [];
  if (separator !== undefined && separator !== ',') throw new ImportFileError(separatedBy(separator));
  return separator !== undefined;
}

function demandCommas(line: string): void {
  const fault = separatorFault(line);
  if (fault !== undefined) throw new ImportFileError(fault);
  if (/^\s*\{\s*"/.test(line)) {
    throw new ImportFileError('the lines are JSON, not CSV: import the file as NDJSON (application/x-ndjson)');
  }
}

function separatedBy(separator: string): string {
  const name = separator === '\t' ? 'tabs' : `"${separator}"`;
  return `the fields are separated by ${name}: separate them by commas (in a spreadsheet, save as "CSV UTF-8, comma delimited")`;
}

const saveAsUtf8 = 'save it as UTF-8 (in a spreadsheet, "CSV UTF-8")';

/** First bytes of files that are not UTF-8 text. */
const otherKinds: readonly { readonly begins: readonly number[]; readonly message: string }[] = [
  { begins: [0xff, 0xfe], message: `the file is UTF-16: ${saveAsUtf8}` },
  { begins: [0xfe, 0xff], message: `the file is UTF-16: ${saveAsUtf8}` },
  {
    begins: [0x50, 0x4b, 0x03, 0x04],
    message: `the file is a workbook of a spreadsheet or a ZIP archive: ${saveAsUtf8}`,
  },
  { begins: [0x1f, 0x8b], message: 'the file is compressed with gzip: decompress it first' },
];

function demandText(firstLine: Uint8Array): void {
  const kind = otherKinds.find(({ begins }) => begins.every((byte, index) => firstLine[index] === byte));
  if (kind !== undefined) throw new ImportFileError(kind.message);
  if (firstLine.subarray(0, 4).includes(nul)) {
    throw new ImportFileError(
      `the file begins with NUL bytes, as UTF-16 without a byte order mark does: ${saveAsUtf8}`,
    );
  }
}

/** Removes the byte order mark of a file, or of a file that was joined to another. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Uint8Array): ImportLine['text'] {
  if (bytes.length > importLineBytesMax) {
    return { malformed: `the line is longer than ${String(importLineBytesMax)} bytes` };
  }
  if (bytes.includes(nul)) return { malformed: 'the line has a NUL byte: leave it out' };
  try {
    return { value: utf8.decode(bytes) };
  } catch {
    return { malformed: `the line is not UTF-8 (Latin-1, perhaps): ${saveAsUtf8}` };
  }
}
