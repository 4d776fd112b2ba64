import type { WwsfId } from '@allocator/domain';
import { type Service, TestSignal } from '@allocator/runtime';
import { DeadLetterTopic } from './dead-letter-topic.js';
import type { IntakeUse } from './intake-metrics.js';
import { type IntakeFailure, TenantIntake, type TenantIntakeOptions } from './tenant-intake.js';

/** WWSFs whose commands one process handles. An idle one costs two connections, 2 MB of memory and 0.07 % of a core. */
const wwsfsMax = 500;

type CommandIntakeOptions = Omit<TenantIntakeOptions, 'deadLetterTopic' | 'answered' | 'rounds'>;

/** Processes commands from the topics of the WWSFs, each independently of the others. */
export class CommandIntake implements Service {
  /** Emitted when answers of a WWSF are sent, with their number, before their offsets are committed. */
  readonly answered = new TestSignal<{ readonly wwsfId: WwsfId; readonly count: number }>();
  /** Emitted after each round of a WWSF's intake without an error: it fetches from its topics, or has refused them. */
  readonly rounds = new TestSignal<WwsfId>();
  private readonly intakes = new Map<WwsfId, TenantIntake>();
  private readonly stopping = new Set<Promise<void>>();
  private readonly deadLetterTopic: DeadLetterTopic;
  private readonly overLimit = new Set<WwsfId>();
  private isRunning = false;

  constructor(private readonly setup: CommandIntakeOptions) {
    const { kafka, names, settings } = setup;
    this.deadLetterTopic = new DeadLetterTopic(kafka, names, settings);
  }

  /** Sets the WWSFs whose commands are processed. Can be called before and after `start`. Topics of new WWSFs are created. */
  setTenants(wwsfIds: readonly WwsfId[]): void {
    const tenants = new Set(wwsfIds);
    for (const [wwsfId, intake] of this.intakes) {
      if (tenants.has(wwsfId)) continue;
      this.intakes.delete(wwsfId);
      this.release(intake);
    }
    for (const wwsfId of this.overLimit) if (!tenants.has(wwsfId)) this.overLimit.delete(wwsfId);
    for (const wwsfId of [...tenants].sort()) if (!this.intakes.has(wwsfId)) this.add(wwsfId);
  }

  /** The WWSFs whose commands are not processed at present. */
  status(): readonly IntakeFailure[] {
    const reason = `this process handles the commands of at most ${String(wwsfsMax)} WWSFs`;
    return [
      ...[...this.intakes.values()].flatMap(({ status }) => (status === undefined ? [] : [status])),
      ...[...this.overLimit].map((wwsfId) => ({ wwsfId, state: 'refused' as const, reason })),
    ];
  }

  /** For metrics, whose labels are bounded: WWSFs over the limit are not in `intakes`. */
  use(): IntakeUse {
    const intakes = [...this.intakes].map(([wwsfId, { lag, status }]) => ({
      wwsfId,
      lag,
      isFailing: status !== undefined,
    }));
    return { intakes, wwsfsOverLimit: this.overLimit.size };
  }

  async start(): Promise<void> {
    this.isRunning = true;
    await Promise.all([...this.intakes.values()].map((intake) => intake.start()));
  }

  async stop(): Promise<void> {
    this.isRunning = false;
    await Promise.all([...[...this.intakes.values()].map((intake) => intake.stop()), ...this.stopping]);
  }

  private add(wwsfId: WwsfId): void {
    if (this.intakes.size >= wwsfsMax) {
      this.refuse(wwsfId);
      return;
    }
    this.overLimit.delete(wwsfId);
    const intake = new TenantIntake(wwsfId, {
      ...this.setup,
      deadLetterTopic: this.deadLetterTopic,
      answered: this.answered,
      rounds: this.rounds,
    });
    this.intakes.set(wwsfId, intake);
    if (this.isRunning) void intake.start();
  }

  private refuse(wwsfId: WwsfId): void {
    if (this.overLimit.has(wwsfId)) return;
    this.overLimit.add(wwsfId);
    this.setup.log.error(
      { code: 'command-intake-full', wwsfId, wwsfsMax },
      'commands of a WWSF over Kafka are not processed: this process has reached its limit of WWSFs',
    );
  }

  private release(intake: TenantIntake): void {
    const stopped = intake.stop().finally(() => this.stopping.delete(stopped));
    this.stopping.add(stopped);
  }
}
