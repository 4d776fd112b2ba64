import { type Command, InvalidArgumentError, Option } from 'commander';
import { sentInstant } from '@allocator/contracts';
import type { Instant } from '@allocator/domain';
import type { CommandContext } from '../command/command-context.js';
import { type ServiceFlags, serviceOf, withService } from '../service/service-flags.js';
import type { HistorySource } from './history-source.js';
import { ServiceSource } from './service-source.js';
import type { TopicSource } from './topic-source.js';

/** Where a command reads the history: the topic, the database, or by default the service. */
export interface HistoryFlags extends ServiceFlags {
  readonly database?: string;
  readonly kafka?: string;
  readonly topicPrefix: string;
}

export function withHistory(command: Command): Command {
  return withService(command)
    .addOption(new Option('--database <url>', 'read the database instead of the service').env('ALLOCATOR_DATABASE_URL'))
    .option('--kafka <brokers>', 'read the topic instead of the service (host:port, separated by commas)')
    .addOption(topicPrefixOption());
}

export function topicPrefixOption(): Option {
  return new Option('--topic-prefix <prefix>', 'prefix of the topics').default('allocation');
}

/** The clients of PostgreSQL and Kafka are loaded when they are needed: that takes longer than most commands. */
export async function historyOf(flags: HistoryFlags, context: CommandContext): Promise<HistorySource> {
  if (flags.kafka !== undefined) return topicOf(flags.kafka, flags.topicPrefix);
  if (flags.database !== undefined) {
    const { DatabaseSource } = await import('./database-source.js');
    return new DatabaseSource(flags.database);
  }
  return new ServiceSource(serviceOf(flags, context));
}

export async function topicOf(brokers: string, prefix: string): Promise<TopicSource> {
  const { TopicSource } = await import('./topic-source.js');
  return new TopicSource(brokers.split(','), prefix);
}

/** Closes the source after the work. */
export async function using(source: HistorySource, work: (source: HistorySource) => Promise<number>): Promise<number> {
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

export function instantOf(text: string): Instant {
  const { data, error } = sentInstant.safeParse(text);
  if (error !== undefined)
    throw new InvalidArgumentError('Write a time of the years 1970 to 9999 as 2026-11-01T00:00:00Z.');
  return data;
}
