import type { Expiry, Lane, Outcome } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import type { LaneAnswers } from './batch-executor.js';
import type { Batches, Work } from './work.js';

/** Executes batches of several lanes in one transaction; a lane that another transaction holds has no answers. */
export interface CommandExecutor {
  executeBatches(batches: Batches['batches']): Promise<ReadonlyMap<Lane, LaneAnswers>>;
}

/** Of a transaction of several lanes. */
interface Decided {
  /** The batches of lanes that other processes hold. */
  readonly leftOut: ReadonlyMap<Lane, readonly Work[]>;
  /** Number of commands and lapses. */
  readonly executed: number;
}

interface DecisionListener {
  /** Called with the outcomes of each commit, once for each of its lanes. */
  committed(outcomes: readonly Outcome[]): void;
  /** All work of the lane's batch has its answer. */
  finished(lane: Lane): void;
}

/** Executes batches, and answers each command: what cannot be decided does not fail the others. */
export class BatchDecisions {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly log: Log,
    private readonly listener: DecisionListener,
  ) {}

  /** One transaction of several lanes. If it fails, each lane is tried alone, after the returned promise. */
  async decide(batches: Batches['batches']): Promise<Decided> {
    let decided: ReadonlyMap<Lane, LaneAnswers>;
    try {
      decided = await this.executor.executeBatches(batches);
    } catch (error) {
      const failed: LaneAnswers = { kind: 'failed', error };
      const isFinal = batches.size === 1 || error instanceof StoreUnavailableError;
      for (const [lane, batch] of batches) void this.finish(lane, batch, isFinal ? failed : undefined);
      return { leftOut: new Map(), executed: 0 };
    }
    const leftOut = new Map<Lane, readonly Work[]>();
    let executed = 0;
    for (const [lane, batch] of batches) {
      const answers = decided.get(lane);
      if (answers === undefined) {
        leftOut.set(lane, batch);
      } else {
        executed += executedBy(answers);
        void this.finish(lane, batch, answers);
      }
    }
    return { leftOut, executed };
  }

  /** @param decided undefined if the transaction of several lanes failed: the lane is tried alone */
  private async finish(lane: Lane, batch: readonly Work[], decided: LaneAnswers | undefined): Promise<void> {
    const answers = decided ?? (await this.alone(lane, batch));
    if (answers.kind === 'decided') this.answer(batch, answers.answers);
    else await this.failed(lane, batch, answers.error);
    this.listener.finished(lane);
  }

  /** A transaction of one lane. */
  private async alone(lane: Lane, batch: readonly Work[]): Promise<LaneAnswers> {
    try {
      const answers = (await this.executor.executeBatches(new Map([[lane, batch]]))).get(lane);
      return answers ?? { kind: 'failed', error: new Error(`lane ${String(lane)} was not decided`) };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  private answer(batch: readonly Work[], answers: readonly (Outcome | Expiry)[]): void {
    const outcomes: Outcome[] = [];
    batch.forEach((work, place) => {
      const answer = answers[place];
      if (answer === undefined) throw new Error('the executor returned fewer answers than commands');
      if (answer.kind === 'expired') {
        if ('recorded' in work) work.recorded(answer);
        return;
      }
      outcomes.push(answer);
      if ('submission' in work) work.submission.answer(work.index, answer);
    });
    this.listener.committed(outcomes);
  }

  /** One command that cannot be executed must not fail the others: they are executed one by one, as long as the lane can be reached. */
  private async failed(lane: Lane, batch: readonly Work[], error: unknown): Promise<void> {
    const [first, ...others] = batch;
    if (first === undefined) return;
    if (!concernsAll(error) && others.length > 0) {
      for (const [index, work] of batch.entries()) {
        const answers = await this.alone(lane, [work]);
        if (answers.kind === 'decided') this.answer([work], answers.answers);
        else if (concernsAll(answers.error)) return this.failed(lane, batch.slice(index), answers.error);
        else await this.failed(lane, [work], answers.error);
      }
      return;
    }
    if (!concernsAll(error)) {
      this.log.error({ code: 'command-failed', lane, command: first.command.type, err: error }, 'a command failed');
    }
    for (const work of batch) {
      if ('recorded' in work) work.recorded({ kind: 'not-decided', error });
      else work.submission.answer(work.index, { kind: 'not-decided', error });
    }
  }
}

function executedBy(answers: LaneAnswers): number {
  if (answers.kind === 'failed') return 0;
  return answers.answers.reduce((sum, answer) => sum + (answer.kind === 'expired' ? answer.count : 1), 0);
}

function concernsAll(error: unknown): boolean {
  return error instanceof LaneClosedError || error instanceof StoreUnavailableError;
}
