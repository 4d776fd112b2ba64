import { createReadStream } from 'node:fs';
import type { ImportFormat } from '@allocator/contracts';
import { ImportFileError, importLines } from '@allocator/contracts';
import { CommandError, exitCodes } from '../command/command-error.js';

/** Rows of a file that are sent in one request. */
export interface RowChunk {
  /** Number of its first row in the file; counted from 1, without header and empty lines, as the service counts. */
  readonly firstRow: number;
  /** As in the file, without line ends. */
  readonly lines: readonly Uint8Array[];
  /** Bytes of the file up to its end. */
  readonly bytesRead: number;
}

/** Of one request. */
const chunkMax = {
  /** The maximum number of refused rows that an answer lists. */
  rows: 10_000,
  bytes: 8_388_608,
};

/** The rows of the file from `fromRow` on, in bounded memory. Throws `CommandError` if there are none, or if they cannot be read. */
export async function* rowChunks(file: string, format: ImportFormat, fromRow: number): AsyncGenerator<RowChunk> {
  let row = 0;
  let lines: Uint8Array[] = [];
  let bytes = 0;
  let bytesRead = 0;
  for await (const line of linesOf(file, format)) {
    row++;
    bytesRead = line.endsAt;
    if (row < fromRow) continue;
    lines.push(line.bytes);
    bytes += line.bytes.length;
    if (lines.length < chunkMax.rows && bytes < chunkMax.bytes) continue;
    yield { firstRow: row - lines.length + 1, lines, bytesRead };
    [lines, bytes] = [[], 0];
  }
  if (row === 0) throw wrongFile(`${file} has no rows`);
  if (fromRow > row + 1)
    throw wrongFile(`${file} has ${String(row)} rows: --from-row ${String(fromRow)} is beyond the end`);
  if (lines.length > 0) yield { firstRow: row - lines.length + 1, lines, bytesRead };
}

/** The body of a request: a CSV chunk begins with a header, so that its first row is not mistaken for one. */
export function bodyOf(format: ImportFormat, lines: readonly Uint8Array[]): Uint8Array {
  const lineEnd = Buffer.from('\n');
  const header = format === 'csv' ? [Buffer.from('impi,impu\n')] : [];
  return Buffer.concat([...header, ...lines.flatMap((line) => [line, lineEnd])]);
}

async function* linesOf(file: string, format: ImportFormat) {
  try {
    yield* importLines(createReadStream(file) as AsyncIterable<Uint8Array>, format);
  } catch (error) {
    if (error instanceof ImportFileError) throw wrongFile(`${file}: ${error.message}`);
    throw error;
  }
}

function wrongFile(message: string): CommandError {
  return new CommandError(message, exitCodes.wrongUse);
}
