import { statSync } from 'node:fs';
import { extname } from 'node:path';
import type { ImportFormat } from '@allocator/contracts';
import { importAnswer } from '@allocator/contracts';
import { CommandError, exitCodes } from '../command/command-error.js';
import type { Output } from '../command/output.js';
import { ImportProgress } from './import-progress.js';
import { RejectedFile } from './rejected-file.js';
import { type RowChunk, bodyOf, rowChunks } from './row-chunks.js';
import type { ServiceClient } from '../service/service-client.js';

export interface PoolImportOptions {
  readonly pool: string;
  readonly format: ImportFormat | undefined;
  /** File for the refused rows. */
  readonly rejected: string | undefined;
  /** The first row to send: an earlier run imported the rows before it. */
  readonly fromRow: number;
}

const contentTypes: Readonly<Record<ImportFormat, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

interface Sums {
  received: number;
  imported: number;
  alreadyPresent: number;
  rejected: number;
}

/**
 * Imports the subscriptions of a file into a pool, in chunks. Rows that are already present are reported as such, so that a chunk
 * or a file can be sent again. Returns the exit code.
 */
export async function poolImport(
  file: string,
  options: PoolImportOptions,
  service: ServiceClient,
  output: Output,
): Promise<number> {
  const bytes = sizeOf(file);
  const format = options.format ?? formatOf(file);
  const refused = new RejectedFile(options.rejected ?? `${file}.rejected.csv`, options.fromRow > 1);
  const sums: Sums = { received: 0, imported: 0, alreadyPresent: 0, rejected: 0 };
  let nextRow = options.fromRow;
  const progress = new ImportProgress(bytes);
  try {
    for await (const chunk of rowChunks(file, format, options.fromRow)) {
      await send(chunk, format, options.pool, service, refused, sums);
      nextRow = chunk.firstRow + chunk.lines.length;
      progress.show(chunk.bytesRead, sums.received, sums.rejected);
    }
  } catch (error) {
    progress.end();
    if (nextRow > options.fromRow) {
      output.line(`stopped before row ${String(nextRow)}: continue with --from-row ${String(nextRow)}`);
      output.document({ ...sums, continueFromRow: nextRow });
    }
    throw error;
  } finally {
    refused.close();
  }
  progress.end();
  const { received, imported, alreadyPresent, rejected } = sums;
  output.line(
    `received ${count(received)}, imported ${count(imported)}, already present ${count(alreadyPresent)}, refused ${count(rejected)}`,
  );
  if (rejected > 0) output.line(`the refused rows, with reasons: ${refused.path}`);
  output.document({ ...sums, rejectedFile: rejected > 0 ? refused.path : null });
  return rejected > 0 ? exitCodes.rowsRefused : exitCodes.done;
}

async function send(
  { firstRow, lines }: RowChunk,
  format: ImportFormat,
  pool: string,
  service: ServiceClient,
  refused: RejectedFile,
  sums: Sums,
): Promise<void> {
  const path = `/v1/pools/${encodeURIComponent(pool)}/identities`;
  const answer = importAnswer.parse(await service.post(path, contentTypes[format], bodyOf(format, lines)));
  if (answer.received !== lines.length) {
    const counted = `the service counted ${count(answer.received)} rows instead of ${count(lines.length)}`;
    throw new CommandError(
      `${counted}: use the version of this command that belongs to the service`,
      exitCodes.serviceFailed,
    );
  }
  refused.write(
    answer.rejected.map(({ row, code, detail }) => {
      const line = Buffer.from(lines[row - 1] ?? []).toString();
      return { row: firstRow + row - 1, code, detail, line };
    }),
  );
  sums.received += answer.received;
  sums.imported += answer.imported;
  sums.alreadyPresent += answer.alreadyPresent;
  sums.rejected += answer.rejected.length;
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true) throw new CommandError(`${file} is not a file`, exitCodes.wrongUse);
  return found.size;
}

function formatOf(file: string): ImportFormat {
  const extension = extname(file).toLowerCase();
  if (extension === '.csv') return 'csv';
  if (extension === '.ndjson' || extension === '.jsonl') return 'ndjson';
  throw new CommandError(`${file} has an unknown extension: give --format csv or --format ndjson`, exitCodes.wrongUse);
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
