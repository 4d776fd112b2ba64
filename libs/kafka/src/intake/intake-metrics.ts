import type { WwsfId } from '@allocator/domain';
import type { Counter, Metrics } from '@allocator/runtime';

/** Of the commands that one process reads. */
export interface IntakeUse {
  readonly intakes: readonly TenantUse[];
  /** Number of WWSFs whose commands it does not read, because it reads those of as many as it can. */
  readonly wwsfsOverLimit: number;
}

/** Of the commands of one WWSF. */
interface TenantUse {
  readonly wwsfId: WwsfId;
  /** Records of its command topic that are not answered yet. */
  readonly lag: number;
  readonly isFailing: boolean;
}

/** What is measured of commands that arrive over Kafka. */
export class IntakeMetrics {
  private readonly deadLettersTotal: Counter;
  private deadLettersSent = 0;

  constructor(private readonly metrics: Metrics) {
    this.deadLettersTotal = metrics.counter({
      name: 'allocator_intake_dead_letters_total',
      help: 'Records of command topics that cannot be answered and were written to the dead-letter topic.',
    });
    this.deadLettersTotal.add(0, {});
  }

  watch(use: () => IntakeUse): void {
    this.metrics.gauge(
      {
        name: 'allocator_intake_lag_records',
        help: "Records of a WWSF's command topic that are not answered yet, in the partitions that this process reads, as of the last fetch.",
        labels: ['wwsf'],
      },
      () => use().intakes.map(({ wwsfId: wwsf, lag }) => ({ value: lag, labels: { wwsf } })),
    );
    this.metrics.gauge(
      {
        name: 'allocator_intake_failing',
        help: '1 for a WWSF whose commands over Kafka this process does not process at present. Those over its limit are in allocator_intake_wwsfs_over_limit.',
        labels: ['wwsf'],
      },
      () => use().intakes.map(({ wwsfId: wwsf, isFailing }) => ({ value: Number(isFailing), labels: { wwsf } })),
    );
    this.metrics.gauge(
      {
        name: 'allocator_intake_wwsfs_over_limit',
        help: 'WWSFs whose commands over Kafka this process does not process, because it has reached its limit of WWSFs.',
      },
      () => [{ value: use().wwsfsOverLimit, labels: {} }],
    );
  }

  /** Dead letters since the start. */
  get deadLetterCount(): number {
    return this.deadLettersSent;
  }

  deadLetters(count: number): void {
    this.deadLettersSent += count;
    this.deadLettersTotal.add(count, {});
  }
}
