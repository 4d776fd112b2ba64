import { importChunkMax, namesIn } from '@allocator/application';
import type { ImportCode } from '@allocator/contracts';
import type { Impi, ImportRow, PoolId } from '@allocator/domain';
import { EventLoopTurns } from '@allocator/runtime';
import type { CommandBus } from '@nestjs/cqrs';
import { ImportRowsCommand } from './import-rows.js';
import type { MalformedRow } from './csv-rows.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** Refused rows that the answer lists; of more, it tells the number. */
const rejectedListedMax = 10_000;

interface Rejected {
  readonly row: number;
  readonly code: ImportCode;
  readonly detail: string;
}

/**
 * Imports rows as they come in, a chunk a transaction, and sums up their verdicts. What was imported before a failure stays.
 * @param owns whether a pool that already has the name belongs to the importing operator, whatever other roles its token has
 */
export async function importStream(
  commands: CommandBus,
  poolId: PoolId,
  rows: AsyncIterable<ImportRow | MalformedRow>,
  owns: (poolId: PoolId) => Promise<boolean>,
): Promise<object> {
  const summary = new ImportSummary();
  const importChunk = async (chunk: readonly ImportRow[]): Promise<void> => {
    const verdicts = await commands.execute(new ImportRowsCommand(poolId, chunk));
    if (verdicts === 'pool-not-found') throw new ProblemError('pool-not-found');
    for (const verdict of verdicts) {
      if (verdict.verdict !== 'rejected') summary[verdict.verdict]++;
      else summary.reject({ ...verdict, detail: verdict.detail + (await holderOf(verdict.takenBy, owns)) });
    }
  };
  let chunk: ImportRow[] = [];
  let names = 0;
  // Rows that are refused while they are parsed never wait, and 64 KiB of a file can contain 30,000 of them.
  const turns = new EventLoopTurns();
  for await (const row of rows) {
    await turns.give();
    if ('malformed' in row) {
      summary.reject({ row: row.row, code: 'row-malformed', detail: row.malformed });
      continue;
    }
    const rowNames = namesIn([row]);
    const isFull = chunk.length === importChunkMax.rows || names + rowNames > importChunkMax.names;
    if (isFull && chunk.length > 0) {
      await importChunk(chunk);
      [chunk, names] = [[], 0];
    }
    chunk.push(row);
    names += rowNames;
  }
  // An unknown pool is reported for an empty file too.
  await importChunk(chunk);
  return summary.answer();
}

async function holderOf(
  taken: { readonly poolId: PoolId; readonly impi: Impi } | undefined,
  owns: (poolId: PoolId) => Promise<boolean>,
): Promise<string> {
  if (taken === undefined) return '';
  return (await owns(taken.poolId))
    ? `, by ${taken.impi} of pool ${taken.poolId}`
    : ', by an identity of somebody else';
}

class ImportSummary {
  imported = 0;
  alreadyPresent = 0;
  private rejectedCount = 0;
  private readonly rejected: Rejected[] = [];

  reject({ row, code, detail }: Rejected): void {
    this.rejectedCount++;
    if (this.rejected.length < rejectedListedMax) this.rejected.push({ row, code, detail });
  }

  answer(): object {
    const { imported, alreadyPresent, rejectedCount, rejected } = this;
    const rejectedNotListed = rejectedCount - rejected.length;
    return {
      received: imported + alreadyPresent + rejectedCount,
      imported,
      alreadyPresent,
      rejected: [...rejected].sort((a, b) => a.row - b.row),
      ...(rejectedNotListed > 0 ? { rejectedNotListed } : {}),
    };
  }
}
