import type { WwsfId } from '@allocator/domain';
import { CommandIntake, type CommandsHandler, type TopicNames } from '@allocator/kafka';
import type { Log } from '@allocator/runtime';
import { kafkaOf, settingsOf } from './real-kafka.js';

export interface IntakeSetup {
  readonly names: TopicNames;
  readonly lanes: number;
  readonly log: Log;
  readonly handler: CommandsHandler;
}

/** An intake on the real Kafka, not started. */
export function intakeOf({ log, ...setup }: IntakeSetup): CommandIntake {
  return new CommandIntake({ kafka: kafkaOf(log), settings: settingsOf(log), log, ...setup });
}

/** Starts the intake for these WWSFs, and waits until it has fetched, or refused, the topics of each. */
export async function startFor(intake: CommandIntake, tenants: readonly WwsfId[]): Promise<void> {
  intake.setTenants(tenants);
  const looked = tenants.map((wwsfId) => intake.rounds.waitFor((found) => found === wwsfId, 20_000));
  await intake.start();
  await Promise.all(looked);
}
