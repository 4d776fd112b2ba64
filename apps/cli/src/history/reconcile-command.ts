import { Command, Option } from 'commander';
import type { Loss } from '@allocator/application';
import { ReconcileStore } from '@allocator/application';
import { type Instant, toIso } from '@allocator/domain';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { instantOf, topicOf, topicPrefixOption, using } from './history-flags.js';
import { reconcile } from './reconcile.js';

interface ReconcileFlags extends OutputFlags {
  readonly database: string;
  readonly kafka: string;
  readonly topicPrefix: string;
  readonly lostAt?: Instant;
  readonly nothingUnpublished: boolean;
}

export function reconcileCommand({ print, setExitCode }: CommandContext): Command {
  const database = new Option('--database <url>', 'URL of the restored database, as the owner of the tables');
  const lostAt = new Option(
    '--lost-at <time>',
    'when the store was lost: no identity is assigned before every lease that may have begun by then is over',
  );
  const command = new Command('reconcile')
    .description('restore the events of the topic to a database from a backup, and hold identities that may be in use')
    .addOption(database.env('ALLOCATOR_DATABASE_URL').makeOptionMandatory())
    .requiredOption('--kafka <brokers>', 'brokers of the topic (host:port, separated by commas)')
    .addOption(topicPrefixOption())
    .addOption(lostAt.argParser(instantOf).conflicts('nothingUnpublished'))
    .option(
      '--nothing-unpublished',
      'you are certain that the topic has everything that the lost store committed',
      false,
    )
    .addHelpText(
      'after',
      `
Run it before the service starts, after a restore to an earlier time or a failover that lost commits. Events that were committed
but not yet published are lost: there are none only with a synchronous standby, or if the relay of the lost store had no lag.
A reconciliation that was stopped continues when the command is run again.

Examples:
  allocator reconcile --database postgres://owner@db.example/allocator --kafka broker.example:9092 --lost-at 2026-11-23T10:15:00Z
  allocator reconcile --database postgres://owner@db.example/allocator --kafka broker.example:9092 --nothing-unpublished`,
    );
  return withJson(command).action(async (flags: ReconcileFlags) => {
    const loss = lossOf(flags);
    const output = outputOf(flags, print);
    const { PostgresRestoredStore } = await import('@allocator/postgres');
    const topic = await topicOf(flags.kafka, flags.topicPrefix);
    const store = new PostgresRestoredStore(flags.database);
    try {
      setExitCode(await using(topic, (source) => reconcile(source, new ReconcileStore(store), loss, output)));
    } finally {
      await store.close();
    }
  });
}

/** A later time than that of the loss lengthens the wait, for lifetimes that the store does not know (docs/operations.md, Restore). */
const aheadMsMax = 86_400_000;

function lossOf({ lostAt, nothingUnpublished }: ReconcileFlags): Loss {
  if (nothingUnpublished) return 'nothing-unpublished';
  if (lostAt !== undefined && lostAt > Date.now() + aheadMsMax) {
    throw new CommandError(
      `--lost-at ${toIso(lostAt)} is more than a day ahead: no pool would assign anything until long after it, and this cannot be undone`,
      exitCodes.wrongUse,
    );
  }
  if (lostAt !== undefined) return { lostAt };
  throw new CommandError('give --lost-at (when the store was lost) or --nothing-unpublished', exitCodes.wrongUse);
}
