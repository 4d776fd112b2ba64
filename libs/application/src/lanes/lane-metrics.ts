import type { Expiry, IdentifiedCommand, Outcome, RecordedEvent } from '@allocator/domain';
import type { Counter, Histogram, Metrics } from '@allocator/runtime';
import { noMetrics } from '@allocator/runtime';
import { ClockDiffersError } from '../errors/clock-differs-error.js';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { OverloadedError } from '../errors/overloaded-error.js';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';

/** From half a round trip to the longest wait in the queue. */
const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
/** Up to the largest transaction. */
const commandsBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/** From the poll of the scheduler to an outage of a day. */
const latenessBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400];

/** The steps of a transaction of batches, in their order. */
export type TransactionStep = 'queue' | 'lock' | 'prefetch' | 'decide' | 'commit';

/** An outcome, or why there is none. */
type Answered = Outcome | Expiry | { readonly kind: 'not-decided'; readonly error: unknown };

/** What is measured of commands on their way through the lanes: by submission and by transaction, because by command would cost too much. */
export class LaneMetrics {
  private readonly outcomes: Counter<'command' | 'outcome'>;
  private readonly indications: Counter<'effect' | 'reason'>;
  private readonly answerSeconds: Histogram;
  private readonly stepSeconds: Histogram<'step'>;
  private readonly transactionCommands: Histogram;
  private readonly expirySeconds: Histogram;

  constructor(private readonly metrics: Metrics = noMetrics) {
    this.outcomes = metrics.counter({
      name: 'allocator_command_outcomes_total',
      help: 'Answers to commands of callers, over HTTP and Kafka. outcome: what was done, the code of the refusal, or why nothing was decided (overloaded, lane-closed, clock-differs, store-unavailable, failed). The repeated answer to a repeated command counts again.',
      labels: ['command', 'outcome'],
    });
    this.indications = metrics.counter({
      name: 'allocator_indications_total',
      help: 'Answers to indications of eP-CSCFs. effect: reassignable or ignored; reason: the ground of the proof, or why the indication is ignored.',
      labels: ['effect', 'reason'],
    });
    this.answerSeconds = metrics.histogram({
      name: 'allocator_command_seconds',
      help: 'Time from the arrival of a command at the queue to its answer. Commands that arrive together (a batch, a page of Kafka records) are measured once, until the last answer.',
      buckets: secondsBuckets,
    });
    this.stepSeconds = metrics.histogram({
      name: 'allocator_transaction_step_seconds',
      help: 'Time of each step of a transaction of batches. queue: longest wait of its commands; lock: wait for the locks of the lanes, by the database; prefetch: the round trip of the locks and of the reads of what the commands name, without that wait; decide: decisions in memory; commit: writes and commit.',
      labels: ['step'],
      buckets: secondsBuckets,
    });
    this.transactionCommands = metrics.histogram({
      name: 'allocator_transaction_commands',
      help: 'Commands, and lapses that were recorded, in one transaction.',
      buckets: commandsBuckets,
    });
    this.expirySeconds = metrics.histogram({
      name: 'allocator_expiry_lateness_seconds',
      help: 'Time from the bound of a lease to the record of its Expired event. The identity is free from its bound on, however late that is recorded.',
      buckets: latenessBuckets,
    });
  }

  /** @param waiting commands in the queue of each lane, without those of the next transaction */
  watchQueue(lanes: number, waiting: () => ReadonlyMap<number, number>): void {
    const all = Array.from({ length: lanes }, (_, lane) => lane);
    this.metrics.gauge(
      {
        name: 'allocator_queue_commands',
        help: 'Commands that wait in the queue of a lane of this process.',
        labels: ['lane'],
      },
      () => {
        const sizes = waiting();
        return all.map((lane) => ({ value: sizes.get(lane) ?? 0, labels: { lane: String(lane) } }));
      },
    );
  }

  /** Commands that were submitted together, with their answers. @param sinceMs when they were submitted, by the monotonic clock */
  answered(commands: readonly IdentifiedCommand[], answers: readonly Answered[], sinceMs: number): void {
    if (commands.length > 0) this.answerSeconds.observe((performance.now() - sinceMs) / 1_000, {});
    const counts = new Map<string, Map<string, number>>();
    commands.forEach(({ type }, index) => {
      const answer = answers[index];
      if (answer === undefined) return;
      const ofType = counts.get(type) ?? new Map<string, number>();
      const outcome = outcomeLabel(answer);
      ofType.set(outcome, (ofType.get(outcome) ?? 0) + 1);
      counts.set(type, ofType);
      if (answer.kind === 'indicated') this.indicated(answer.answer);
    });
    for (const [command, ofType] of counts)
      for (const [outcome, count] of ofType) this.outcomes.add(count, { command, outcome });
  }

  /** A transaction begins. @param oldestMs when its first command was submitted, by the monotonic clock; undefined if it has only lapses */
  begun(oldestMs: number | undefined): void {
    if (oldestMs !== undefined) this.step('queue', performance.now() - oldestMs);
  }

  /** A transaction was committed. */
  committed(steps: Iterable<readonly [TransactionStep, number]>): void {
    for (const [step, ms] of steps) this.step(step, ms);
  }

  /** Commands and lapses of a transaction that has ended. */
  executed(count: number): void {
    if (count > 0) this.transactionCommands.observe(count, {});
  }

  /** Events were committed. */
  recorded(events: readonly RecordedEvent[]): void {
    for (const event of events)
      if (event.type === 'Expired') this.expirySeconds.observe((event.recordedAt - event.data.effectiveAt) / 1_000, {});
  }

  private indicated({ effect, reason }: Extract<Outcome, { readonly kind: 'indicated' }>['answer']): void {
    this.indications.add(1, { effect, reason });
  }

  private step(step: TransactionStep, ms: number): void {
    this.stepSeconds.observe(ms / 1_000, { step });
  }
}

function outcomeLabel(answer: Answered): string {
  switch (answer.kind) {
    case 'refused':
      return answer.refusal.code;
    case 'not-decided':
      return whyNotDecided(answer.error);
    case 'assigned':
    case 'found':
    case 'prolonged':
    case 'released':
    case 'indicated':
    case 'stock-changed':
    case 'expired':
      return answer.kind;
  }
}

function whyNotDecided(error: unknown): string {
  if (error instanceof OverloadedError) return 'overloaded';
  if (error instanceof LaneClosedError) return 'lane-closed';
  if (error instanceof ClockDiffersError) return 'clock-differs';
  return error instanceof StoreUnavailableError ? 'store-unavailable' : 'failed';
}
