import type { WwsfId } from '@allocator/domain';
import { type Service, TestSignal } from '@allocator/runtime';
import { DeadLetterTopic } from './dead-letter-topic.js';
import { type IntakeTrouble, TenantIntake, type TenantIntakeOptions } from './tenant-intake.js';

/** WWSFs whose commands one process takes: an idle one costs two connections, 2 MB and 0.07 % of a core. */
const wwsfsMax = 500;

export type CommandIntakeOptions = Omit<TenantIntakeOptions, 'deadLetterTopic' | 'answered' | 'rounds'>;

/** Takes commands from the topics of the WWSFs, each independently of the others. */
export class CommandIntake implements Service {
  /** Emitted when answers are sent, before their offsets are committed, with their number. */
  readonly answered = new TestSignal<{ readonly wwsfId: WwsfId; readonly count: number }>();
  /** Emitted after each round of a WWSF's intake without an error: it fetches from its topics, or they are refused. */
  readonly rounds = new TestSignal<WwsfId>();
  private readonly intakes = new Map<WwsfId, TenantIntake>();
  private readonly leaving = new Set<Promise<void>>();
  private readonly deadLetterTopic: DeadLetterTopic;
  private readonly beyond = new Set<WwsfId>();
  private isRunning = false;

  constructor(private readonly setup: CommandIntakeOptions) {
    const { kafka, names, settings } = setup;
    this.deadLetterTopic = new DeadLetterTopic(kafka, names, settings);
  }

  /** The WWSFs whose commands are taken, from now on or from the start. Topics of new ones are created. */
  setTenants(wwsfIds: readonly WwsfId[]): void {
    const tenants = new Set(wwsfIds);
    for (const [wwsfId, intake] of this.intakes) {
      if (tenants.has(wwsfId)) continue;
      this.intakes.delete(wwsfId);
      this.leave(intake);
    }
    for (const wwsfId of [...tenants].sort()) if (!this.intakes.has(wwsfId)) this.take(wwsfId);
  }

  /** For health: the WWSFs whose commands are not taken at present. */
  status(): readonly IntakeTrouble[] {
    const reason = `this process takes the commands of at most ${String(wwsfsMax)} WWSFs`;
    return [
      ...[...this.intakes.values()].flatMap(({ status }) => (status === undefined ? [] : [status])),
      ...[...this.beyond].map((wwsfId) => ({ wwsfId, state: 'refused' as const, reason })),
    ];
  }

  async start(): Promise<void> {
    this.isRunning = true;
    await Promise.all([...this.intakes.values()].map((intake) => intake.start()));
  }

  async stop(): Promise<void> {
    this.isRunning = false;
    await Promise.all([...[...this.intakes.values()].map((intake) => intake.stop()), ...this.leaving]);
  }

  private take(wwsfId: WwsfId): void {
    if (this.intakes.size >= wwsfsMax) {
      this.refuse(wwsfId);
      return;
    }
    this.beyond.delete(wwsfId);
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
    if (this.beyond.has(wwsfId)) return;
    this.beyond.add(wwsfId);
    this.setup.log.error(
      { code: 'command-intake-full', wwsfId, wwsfsMax },
      'commands of a WWSF are not taken over Kafka: this process has reached its limit of WWSFs',
    );
  }

  private leave(intake: TenantIntake): void {
    const left = intake.stop().finally(() => this.leaving.delete(left));
    this.leaving.add(left);
  }
}
