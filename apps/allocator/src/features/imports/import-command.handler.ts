import { ImportIdentities, importChunkMax, namesIn } from '@allocator/application';
import type { AnswerType, importAnswer } from '@allocator/contracts';
import type { Impi, ImportRow, PoolId } from '@allocator/domain';
import { EventLoopTurns } from '@allocator/runtime';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { ImportAdmission } from './import-admission.js';
import { ImportSummary } from './import-summary.js';
import type { MalformedRow } from './malformed-row.js';

type ImportResult = AnswerType<typeof importAnswer>;

/** Imports rows into a pool as they arrive. Throws `pool-not-found`, `import-limit-reached` and `OverloadedError`. */
export class ImportCommand extends Command<ImportResult> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
    readonly rows: AsyncIterable<ImportRow | MalformedRow>,
  ) {
    super();
  }
}

/** Imports a chunk of rows in each transaction, and sums up the verdicts. What was imported before a failure stays. */
@CommandHandler(ImportCommand)
export class ImportCommandHandler implements ICommandHandler<ImportCommand> {
  constructor(
    private readonly imports: ImportIdentities,
    private readonly admission: ImportAdmission,
    private readonly tenancy: Tenancy,
  ) {}

  async execute(command: ImportCommand): Promise<ImportResult> {
    const { caller, poolId } = command;
    if (!(await this.tenancy.owns(caller, poolId))) throw new ProblemError('pool-not-found');
    // With `AUTH=off` the operator is unknown: the limit counts by pool instead.
    return this.admission.admit(caller.operatorId ?? poolId, () => this.importAll(command));
  }

  private async importAll(command: ImportCommand): Promise<ImportResult> {
    const summary = new ImportSummary();
    let chunk: ImportRow[] = [];
    let names = 0;
    // Rows that are refused while they are parsed never wait, and 64 KiB of a file can contain 30,000 of them.
    const turns = new EventLoopTurns();
    for await (const row of command.rows) {
      await turns.give();
      if ('malformed' in row) {
        summary.reject({ row: row.row, code: 'row-malformed', detail: row.malformed });
        continue;
      }
      const rowNames = namesIn([row]);
      const isFull = chunk.length === importChunkMax.rows || names + rowNames > importChunkMax.names;
      if (isFull && chunk.length > 0) {
        await this.importChunk(command, chunk, summary);
        [chunk, names] = [[], 0];
      }
      chunk.push(row);
      names += rowNames;
    }
    // An unknown pool is reported for an empty file too.
    await this.importChunk(command, chunk, summary);
    return summary.answer();
  }

  private async importChunk(
    { caller, poolId }: ImportCommand,
    chunk: readonly ImportRow[],
    summary: ImportSummary,
  ): Promise<void> {
    const verdicts = await this.imports.importRows(poolId, chunk);
    if (verdicts === 'pool-not-found') throw new ProblemError('pool-not-found');
    for (const verdict of verdicts) {
      if (verdict.verdict !== 'rejected') summary[verdict.verdict]++;
      else summary.reject({ ...verdict, detail: verdict.detail + (await this.holderOfName(caller, verdict.takenBy)) });
    }
  }

  /** An identity is named to its own operator alone, whatever other access roles the caller has. */
  private async holderOfName(
    caller: Caller,
    taken: { readonly poolId: PoolId; readonly impi: Impi } | undefined,
  ): Promise<string> {
    if (taken === undefined) return '';
    return (await this.tenancy.owns(caller, taken.poolId))
      ? `, by ${taken.impi} of pool ${taken.poolId}`
      : ', by an identity of another operator';
  }
}
