import type { WwsfId } from '@allocator/domain';
import { CommandIntake, type CommandsHandler, IntakeMetrics, type TopicNames } from '@allocator/kafka';
import { type Log, type Tracing, noMetrics } from '@allocator/runtime';
import { kafkaOf, settingsOf } from './describe-on-kafka.js';

export interface IntakeSetup {
  readonly names: TopicNames;
  readonly lanes: number;
  readonly log: Log;
  readonly handler: CommandsHandler;
  readonly tracing?: Tracing | undefined;
}

/** An intake that is not started. */
export function intakeOf({ log, ...setup }: IntakeSetup): CommandIntake {
  return new CommandIntake({
    kafka: kafkaOf(log),
    settings: settingsOf(log),
    log,
    metrics: new IntakeMetrics(noMetrics),
    ...setup,
  });
}

/** Starts the intake for these WWSFs, and waits until it fetches from the topics of each or has refused them. */
export async function startFor(intake: CommandIntake, tenants: readonly WwsfId[]): Promise<void> {
  intake.setTenants(tenants);
  const rounds = tenants.map((wwsfId) => intake.rounds.waitFor((found) => found === wwsfId, 20_000));
  await intake.start();
  await Promise.all(rounds);
}
