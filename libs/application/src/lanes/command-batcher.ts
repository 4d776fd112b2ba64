import type { Expiry, IdentifiedCommand, Lane, Outcome, OutcomeOf } from '@allocator/domain';
import type { Log, Service, Tracing } from '@allocator/runtime';
import type { CommandExecutor } from './batch-decisions.js';
import { BatchDecisions } from './batch-decisions.js';
import { laneOfCommand } from './lane-of-command.js';
import { LaneMetrics } from './lane-metrics.js';
import type { WorkLimits } from './lane-work.js';
import { LaneWork } from './lane-work.js';
import type { Answer, NotDecided, Patience } from './submission.js';
import { Submission } from './submission.js';
import { TracedExecutor } from './traced-executor.js';
import { TransactionsAtWork } from './transactions-at-work.js';
import type { Batches } from './work.js';
import { oldestOf, refuse, sizeOf } from './work.js';

/** There is no assignment in a lane that does not exist. */
const notFound: Outcome = { kind: 'refused', refusal: { code: 'assignment-not-found' } };

export interface BatcherLimits extends WorkLimits {
  /** Largest number of transactions of several lanes at the same time: one is decided while the other is committed, or one is of a flood. */
  readonly transactionsMax: number;
  /** Largest number of lanes in a transaction. */
  readonly lanesMax: number;
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
  lanesMax: Infinity,
  countedMsMax: 200,
};

/**
 * Where lanes are on several servers, a transaction of several lanes would need a two-phase commit, and each lane would wait for all servers.
 * What a transaction costs for itself is several times as much, because its statements go through another server: so it may take longer.
 */
export function limitsOfSpreadLanes(lanes: number): BatcherLimits {
  return { ...batcherLimits, sharedTransactionMs: 40, floodTransactionMs: 100, transactionsMax: lanes, lanesMax: 1 };
}

/** Fewest waiting commands for which a transaction begins beside a small one. */
const besideSizeMin = 40;
/** From this size on a transaction takes long enough that others do not wait for its end. */
const largeSize = 100;

/** Called with the outcomes of each commit, once for each of its lanes. */
type CommitListener = (outcomes: readonly Outcome[]) => void;

/**
 * Gathers the work of all lanes into transactions. A shared one takes every lane that has work and is not in another transaction of this
 * process, one of a flood few lanes; what arrives meanwhile forms the next ones. Every command of a caller is decided through it.
 */
export class CommandBatcher implements Service {
  private readonly work: LaneWork;
  private readonly decisions: BatchDecisions;
  private readonly transactions: TransactionsAtWork;
  private readonly listeners: CommitListener[] = [];
  /** Lanes with a batch in progress. */
  private readonly lanesAtWork = new Set<Lane>();
  private willBegin = false;
  private open = false;
  private stopping = false;
  private whenIdle: (() => void)[] = [];

  constructor(
    executor: CommandExecutor,
    private readonly lanes: number,
    log: Log,
    private readonly limits: BatcherLimits = batcherLimits,
    private readonly tracing?: Tracing,
    private readonly metrics: LaneMetrics = new LaneMetrics(),
  ) {
    this.work = new LaneWork(limits);
    metrics.watchQueue(lanes, () => this.work.waiting);
    this.transactions = new TransactionsAtWork(limits.countedMsMax, () => {
      this.beginSoon();
    });
    const traced = tracing === undefined ? executor : new TracedExecutor(executor, tracing);
    this.decisions = new BatchDecisions(traced, log, {
      committed: (outcomes) => {
        for (const notify of this.listeners) notify(outcomes);
      },
      finished: (lane) => {
        this.lanesAtWork.delete(lane);
        this.beginSoon();
      },
    });
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
  submitAll<C extends IdentifiedCommand>(
    commands: readonly C[],
    patience: Patience = 'limited',
  ): Promise<readonly Answer<C>[]> {
    const submission = new Submission(commands, patience, this.metrics, this.tracing?.active());
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

  private get isIdle(): boolean {
    return this.work.isEmpty && this.lanesAtWork.size === 0;
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
    while (this.transactions.count < this.limits.transactionsMax && this.isWorthwhile()) {
      const { size } = this.work;
      const next = this.work.next((lane) => !this.lanesAtWork.has(lane), this.transactions);
      if (next.batches.size > 0) for (const transaction of this.transactionsOf(next)) void this.together(transaction);
      // Otherwise all that could be taken had waited too long, or there is nothing to take.
      else if (this.work.size === size) break;
    }
    if (this.isIdle) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private transactionsOf(next: Batches): readonly Batches[] {
    if (next.batches.size <= this.limits.lanesMax) return [next];
    return [...next.batches].map((ofLane) => ({ ...next, batches: new Map([ofLane]) }));
  }

  /** Small transactions cost most for themselves: none begins beside another one until there is enough for it, or the other one is large. */
  private isWorthwhile(): boolean {
    if (this.limits.lanesMax === 1) return true;
    return this.transactions.count === 0 || this.work.size >= besideSizeMin || this.transactions.size >= largeSize;
  }

  private async together({ kind, batches, leftOutBefore }: Batches): Promise<void> {
    for (const lane of batches.keys()) this.lanesAtWork.add(lane);
    const since = performance.now();
    this.metrics.begun(oldestOf(batches));
    const end = this.transactions.begin(kind, sizeOf(batches));
    const { leftOut, executed } = await this.decisions.decide(batches);
    this.metrics.executed(executed);
    if (leftOut.size === 0) this.work.measured(kind, executed, performance.now() - since);
    // Most lanes are held for one transaction: the next one here takes them. But not the batches of a flood, for which others would wait.
    const forNext = new Map([...leftOut].filter(([lane]) => kind === 'shared' && !leftOutBefore.has(lane)));
    for (const lane of forNext.keys()) this.lanesAtWork.delete(lane);
    this.work.leaveForNext(forNext);
    end();
    // The rest waits in a transaction that does not count: other lanes have theirs meanwhile.
    let waiting: Batches['batches'] = new Map([...leftOut].filter(([lane]) => !forNext.has(lane)));
    while (waiting.size > 0) waiting = (await this.decisions.decide(waiting)).leftOut;
  }
}
