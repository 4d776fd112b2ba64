import type { BatchItem, Expiry, IdentifiedCommand, Lane, Outcome, OutcomeOf } from '@allocator/domain';
import type { Log, Service } from '@allocator/runtime';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import type { LaneAnswers } from './batch-executor.js';
import { laneOfCommand } from './lane-of-command.js';
import type { WorkLimits } from './lane-work.js';
import { LaneWork } from './lane-work.js';
import type { Batches, Work } from './work.js';
import { refuse } from './work.js';
import type { Answer, NotDecided, Patience } from './submission.js';
import { Submission } from './submission.js';

/** There is no assignment in a lane that does not exist. */
const notFound: Outcome = { kind: 'refused', refusal: { code: 'assignment-not-found' } };

/** Executes batches of several lanes in one transaction; a lane that another transaction holds has no answers. */
export interface CommandExecutor {
  executeBatches(batches: ReadonlyMap<Lane, readonly BatchItem[]>): Promise<ReadonlyMap<Lane, LaneAnswers>>;
}

export interface BatcherLimits extends WorkLimits {
  /** Largest number of transactions of several lanes at the same time: one is decided while the other is committed. */
  readonly transactionsMax: number;
  /** Longest time for which a transaction counts, in milliseconds: one that is held up (by a lock, or an import) must not hold up the others. */
  readonly countedMsMax: number;
}

const batcherLimits: BatcherLimits = {
  transactionSizeMax: 1_000,
  sharedTransactionMs: 10,
  floodTransactionMs: 40,
  queueSizeMax: 20_000,
  queueMsMax: 15_000,
  transactionsMax: 2,
  countedMsMax: 200,
};

/** Fewest waiting commands for which a transaction begins beside a small one. */
const besideSizeMin = 40;
/** From this size on a transaction takes long enough that others do not wait for its end. */
const largeSize = 100;

/** Called with the outcomes of each commit, once for each of its lanes. */
type CommitListener = (outcomes: readonly Outcome[]) => void;

/**
 * Gathers the work of all lanes into transactions. Each takes every lane that has work and is not in another transaction of this process;
 * what arrives meanwhile forms the next one. Every command of a caller is decided through it.
 */
export class CommandBatcher implements Service {
  private readonly work: LaneWork;
  private readonly listeners: CommitListener[] = [];
  /** Lanes with a batch in progress. */
  private readonly atWork = new Set<Lane>();
  /** Transactions that count. */
  private readonly begun = { floods: 0, others: 0 };
  /** Commands and lapses in the transactions that count. */
  private sizeAtWork = 0;
  private willBegin = false;
  private open = false;
  private stopping = false;
  private whenIdle: (() => void)[] = [];

  constructor(
    private readonly executor: CommandExecutor,
    private readonly lanes: number,
    private readonly log: Log,
    private readonly limits: BatcherLimits = batcherLimits,
  ) {
    this.work = new LaneWork(limits);
  }

  /** What waits for leases need not wait for its next poll. */
  onCommit(listener: CommitListener): void {
    this.listeners.push(listener);
  }

  start(): Promise<void> {
    this.open = true;
    this.stopping = false;
    return Promise.resolve();
  }

  /** True since the beginning of a stop: commands that are refused from then on are not taken later. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** Decides the commands that wait, and takes no more. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.open = false;
    if (!this.isIdle) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  /** `submitAll` for one command. Throws the error if the command was not decided. */
  async submit<C extends IdentifiedCommand>(command: C, patience?: Patience): Promise<OutcomeOf<C>> {
    const [answer] = await this.submitAll([command], patience);
    if (answer === undefined) throw new Error('a submitted command has no answer');
    if (answer.kind === 'not-decided') throw answer.error;
    return answer;
  }

  /**
   * Queues the commands. Resolves after the commit of the last one, with the answers in the same order. A command is not decided if
   * the queue of its lane is full (`OverloadedError`), or because of `LaneClosedError` or `StoreUnavailableError`.
   */
  submitAll<C extends IdentifiedCommand>(commands: readonly C[], patience?: Patience): Promise<readonly Answer<C>[]> {
    const submission = new Submission(commands, patience);
    commands.forEach((command, index) => {
      const lane = laneOfCommand(command, this.lanes);
      if (lane === undefined) submission.answer(index, notFound);
      else if (!this.open) refuse({ submission, index });
      else this.work.add(lane, command, submission, index);
    });
    this.beginSoon();
    return submission.answered;
  }

  /** Resolves when the queue of the command's lane has room. */
  async whenRoom(command: IdentifiedCommand): Promise<void> {
    const lane = laneOfCommand(command, this.lanes);
    if (lane !== undefined) await this.work.whenRoom(lane, command);
  }

  /**
   * Records lapses of the lane in its turn: some of them if many are due. At most one call a lane at a time. @returns how many. Throws
   * `LaneClosedError` and the errors of the store.
   */
  async expireDue(lane: Lane): Promise<number> {
    const expiry = await new Promise<Expiry | NotDecided>((resolve) => {
      this.work.addLapses(lane, resolve);
      this.beginSoon();
    });
    if (expiry.kind === 'not-decided') throw expiry.error;
    return expiry.count;
  }

  private get transactions(): number {
    return this.begun.floods + this.begun.others;
  }

  private get isIdle(): boolean {
    return this.work.isEmpty && this.atWork.size === 0;
  }

  /** Commands that arrive in the same turn of the event loop are decided together. An idle lane waits for nothing else. */
  private beginSoon(): void {
    if (this.willBegin) return;
    this.willBegin = true;
    setImmediate(() => {
      this.willBegin = false;
      this.begin();
    });
  }

  private begin(): void {
    while (this.transactions < this.limits.transactionsMax && this.isWorthwhile()) {
      const work = this.work.next((lane) => !this.atWork.has(lane), this.begun);
      if (work.size === 0) break;
      // Without batches all of them had waited too long.
      if (work.batches.size > 0) void this.together(work);
    }
    if (this.isIdle) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  /** Small transactions cost most for themselves: none begins beside another one until there is enough for it, or the other one is large. */
  private isWorthwhile(): boolean {
    return this.transactions === 0 || this.work.size >= besideSizeMin || this.sizeAtWork >= largeSize;
  }

  private async together({ batches, size, isFlood, leftOutBefore }: Batches): Promise<void> {
    for (const lane of batches.keys()) this.atWork.add(lane);
    const since = performance.now();
    const uncount = this.count(size, isFlood);
    const { left, executed } = await this.decide(batches);
    if (left.size === 0) this.work.measured(executed, performance.now() - since, isFlood);
    // Other processes hold these lanes. Mostly for one transaction: the next one of this process has them too.
    const again = new Map([...left].filter(([lane]) => !isFlood && !leftOutBefore.has(lane)));
    for (const lane of again.keys()) this.atWork.delete(lane);
    this.work.putBack(again);
    uncount();
    // If not, they wait, and count no more: other lanes have their transactions meanwhile.
    let still = new Map([...left].filter(([lane]) => !again.has(lane)));
    while (still.size > 0) still = (await this.decide(still)).left;
  }

  /** Counts a transaction until the returned function is called, or for the longest time. */
  private count(size: number, isFlood: boolean): () => void {
    let counts = 1;
    const kind = isFlood ? 'floods' : 'others';
    this.begun[kind]++;
    this.sizeAtWork += size;
    const uncount = (): void => {
      clearTimeout(timeout);
      this.begun[kind] -= counts;
      this.sizeAtWork -= counts * size;
      counts = 0;
      this.beginSoon();
    };
    const timeout = setTimeout(uncount, this.limits.countedMsMax);
    return uncount;
  }

  /** One transaction of several lanes. */
  private async decide(batches: Batches['batches']): Promise<Decided> {
    let decided: ReadonlyMap<Lane, LaneAnswers>;
    try {
      decided = await this.executor.executeBatches(batches);
    } catch (error) {
      const failed: LaneAnswers = { kind: 'failed', error };
      const isFinal = batches.size === 1 || error instanceof StoreUnavailableError;
      for (const [lane, batch] of batches) void this.finish(lane, batch, isFinal ? failed : undefined);
      return { left: new Map(), executed: 0 };
    }
    const left = new Map<Lane, readonly Work[]>();
    let executed = 0;
    for (const [lane, batch] of batches) {
      const answers = decided.get(lane);
      if (answers === undefined) {
        left.set(lane, batch);
      } else {
        executed += executedBy(answers);
        void this.finish(lane, batch, answers);
      }
    }
    return { left, executed };
  }

  /** @param decided undefined if the transaction of several lanes failed: the lane is tried alone */
  private async finish(lane: Lane, batch: readonly Work[], decided: LaneAnswers | undefined): Promise<void> {
    const answers = decided ?? (await this.alone(lane, batch));
    if (answers.kind === 'decided') this.answer(batch, answers.answers);
    else await this.failed(lane, batch, answers.error);
    this.atWork.delete(lane);
    this.beginSoon();
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
    for (const notify of this.listeners) notify(outcomes);
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

/** Of a transaction of several lanes. */
interface Decided {
  /** The batches of lanes that other processes hold. */
  readonly left: Map<Lane, readonly Work[]>;
  /** Number of commands and lapses. */
  readonly executed: number;
}

function executedBy(answers: LaneAnswers): number {
  if (answers.kind === 'failed') return 0;
  return answers.answers.reduce((sum, answer) => sum + (answer.kind === 'expired' ? answer.count : 1), 0);
}

function concernsAll(error: unknown): boolean {
  return error instanceof LaneClosedError || error instanceof StoreUnavailableError;
}
