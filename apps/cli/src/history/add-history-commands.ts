import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Loss, ReplayEnd } from '@allocator/application';
import { ReconcileStore, ReplayActivity } from '@allocator/application';
import { sentInstant } from '@allocator/contracts';
import type { Instant } from '@allocator/domain';
import { parseEventId } from '@allocator/domain';
import { PostgresActivityCopy, PostgresRestoredStore } from '@allocator/postgres';
import { CommandError, exitCodes } from '../command/exit-codes.js';
import type { ServiceFlags } from '../service/service-flags.js';
import { serviceOf, withService } from '../service/service-flags.js';
import { CheckpointVerifier } from './checkpoint-verifier.js';
import { DatabaseSource } from './database-source.js';
import type { ExportOptions } from './export-history.js';
import { exportHistory } from './export-history.js';
import { ExportSource } from './export-source.js';
import { proveExclusive } from './prove-exclusive.js';
import { reconcile } from './reconcile.js';
import { replay } from './replay.js';
import { ServiceSource } from './service-source.js';
import type { HistorySource } from './history-source.js';
import { TopicSource } from './topic-source.js';
import { verify } from './verify.js';

interface SourceFlags extends ServiceFlags {
  readonly database?: string;
  readonly kafka?: string;
  readonly topicPrefix: string;
}

type Tell = (line: string) => void;

/** What auditors do with the history. */
export function addHistoryCommands(program: Command, signal: AbortSignal, tell: Tell): void {
  addVerify(program, signal, tell);
  addProveExclusive(program, signal, tell);
  addExport(program, signal, tell);
  addReplay(program, signal, tell);
  addReconcile(program, tell);
}

function addVerify(program: Command, signal: AbortSignal, tell: Tell): void {
  withSource(
    program
      .command('verify [export]')
      .description('whether the history is as it was recorded: by its hashes, and by what was signed')
      .option('--public-key <file>', 'PEM of the public key that checkpoints are signed with')
      .addHelpText(
        'after',
        `
Names, of each lane, the first position that was altered, left out, put in or moved. An export is verified without the service.

Examples:
  allocator verify --public-key .local/checkpoints/public-key.pem
  allocator verify --database postgres://auditor@db.example/allocator --public-key key.pem
  allocator verify --kafka broker.example:9092 --public-key key.pem
  allocator verify export-2026-11 --public-key key.pem`,
      ),
  ).action(async (folder: string | undefined, flags: SourceFlags & { readonly publicKey?: string }) => {
    const verifier = flags.publicKey === undefined ? undefined : await CheckpointVerifier.read(flags.publicKey);
    if (folder === undefined) {
      process.exitCode = await using(sourceOf(flags, signal), (source) => verify(source, verifier, tell));
      return;
    }
    const source = await ExportSource.open(folder, verifier);
    const altered = await source.alteredFiles();
    for (const file of altered) tell(`${file} is not the file that was exported`);
    const verified = await verify(source, verifier, tell);
    process.exitCode = altered.length > 0 ? exitCodes.found : verified;
  });
}

function addProveExclusive(program: Command, signal: AbortSignal, tell: Tell): void {
  withSource(
    program
      .command('prove-exclusive [export]')
      .description('whether two people ever held one identity at a time: by every event, and by nothing else')
      .option('--from <time>', 'judge assignments from here on', instant)
      .option('--to <time>', 'and up to here', instant)
      .option('--json', 'as one line of JSON', false)
      .addHelpText(
        'after',
        `
A lease lasts to its full bound, computed from the operator's profiles, unless the event that ended it earlier proves that
its holder was gone. --from and --to choose the assignments that are judged; every event is read.
Needs less than 300 MB of memory whatever the number of identities, and room for temporary files (TMPDIR).

Exit code 1: a violation was found, or a bound could not be checked.

Examples:
  allocator prove-exclusive
  allocator prove-exclusive --from 2026-11-01T00:00:00Z --json
  TMPDIR=/var/tmp allocator prove-exclusive --database postgres://auditor@db.example/allocator`,
      ),
  ).action(
    async (
      folder: string | undefined,
      flags: SourceFlags & { readonly from?: Instant; readonly to?: Instant; readonly json: boolean },
    ) => {
      const { from, to, json: isJson } = flags;
      const source = folder === undefined ? sourceOf(flags, signal) : await ExportSource.open(folder, undefined);
      process.exitCode = await using(source, (opened) => proveExclusive(opened, { from, to, isJson }, signal, tell));
    },
  );
}

function addExport(program: Command, signal: AbortSignal, tell: Tell): void {
  withSource(
    program
      .command('export <folder>')
      .description('write all events to files, without personal data, with a manifest to verify them by')
      .addOption(new Option('--format <format>', 'of the files').choices(['ndjson', 'parquet']).default('ndjson'))
      .option('--key <file>', 'PEM of the private key that signs the manifest')
      .addHelpText(
        'after',
        `
NDJSON files are compressed with gzip. Stopped, it goes on where it was when it is begun again.

Examples:
  allocator export export-2026-11
  allocator export export-2026-11 --format parquet --key .local/checkpoints/private-key.pem`,
      ),
  ).action(async (folder: string, flags: SourceFlags & ExportOptions) => {
    if (flags.kafka !== undefined) {
      throw new CommandError('an export is of the store: give --database or --url', exitCodes.wrongUse);
    }
    process.exitCode = await using(sourceOf(flags, signal), (source) => exportHistory(folder, source, flags, tell));
  });
}

function addReplay(program: Command, signal: AbortSignal, tell: Tell): void {
  withSource(
    program
      .command('replay')
      .description('rebuild the read model of activity from the events, beside the live one, and put it in its place')
      .addOption(
        new Option('--owner <url>', 'database, as the owner of the tables')
          .env('ALLOCATOR_OWNER_URL')
          .makeOptionMandatory(),
      )
      .option('--until <end>', 'only a copy, as of a time or an event (<lane>-<position>)', replayEnd)
      .option('--discard', 'drop the copy, and what was in use before the last replay', false)
      .addHelpText(
        'after',
        `
Reads the database of --owner unless --kafka or --database says otherwise. Stopped, it goes on where it was when it is begun again.

Examples:
  allocator replay --owner postgres://owner@db.example/allocator
  allocator replay --owner postgres://owner@db.example/allocator --kafka broker.example:9092
  allocator replay --owner postgres://owner@db.example/allocator --until 2026-11-01T00:00:00Z
  allocator replay --owner postgres://owner@db.example/allocator --discard`,
      ),
  ).action(
    async (flags: SourceFlags & { readonly owner: string; readonly until?: ReplayEnd; readonly discard: boolean }) => {
      const copy = new PostgresActivityCopy(flags.owner);
      try {
        if (flags.discard) {
          await copy.discard();
          tell('discarded');
          return;
        }
        const from = sourceOf({ ...flags, database: flags.database ?? flags.owner }, signal);
        process.exitCode = await using(from, (source) => replay(source, new ReplayActivity(copy), flags.until, tell));
      } finally {
        await copy.close();
      }
    },
  );
}

function addReconcile(program: Command, tell: Tell): void {
  program
    .command('reconcile')
    .description(
      'bring a store that was restored from a backup to where the topic is, and keep what may be held from being lent',
    )
    .addOption(
      new Option('--database <url>', 'the restored database').env('ALLOCATOR_DATABASE_URL').makeOptionMandatory(),
    )
    .requiredOption('--kafka <brokers>', 'where the topic is (host:port, separated by commas)')
    .option('--topic-prefix <prefix>', 'what the topics begin with', 'allocation')
    .addOption(
      new Option(
        '--lost-at <time>',
        'when the store was lost: until all that could be lent by then is over, nothing is lent',
      )
        .argParser(instant)
        .conflicts('nothingUnpublished'),
    )
    .option(
      '--nothing-unpublished',
      'you vouch that the lost store had committed nothing that is not in the topic',
      false,
    )
    .addHelpText(
      'after',
      `
Run it after a restore to an earlier time or a failover that lost commits, before the service is started. What was committed and
not yet published is on no record: only with a synchronous standby, or a lost store whose relay had no lag, is there none.
Broken off, it goes on where it was when it is begun again.

Examples:
  allocator reconcile --database postgres://owner@db.example/allocator --kafka broker.example:9092 --lost-at 2026-11-23T10:15:00Z
  allocator reconcile --database postgres://owner@db.example/allocator --kafka broker.example:9092 --nothing-unpublished`,
    )
    .action(async (flags: ReconcileFlags) => {
      const loss = lossOf(flags);
      const store = new PostgresRestoredStore(flags.database);
      const topic = new TopicSource(flags.kafka.split(','), flags.topicPrefix);
      try {
        process.exitCode = await using(topic, (source) => reconcile(source, new ReconcileStore(store), loss, tell));
      } finally {
        await store.close();
      }
    });
}

interface ReconcileFlags {
  readonly database: string;
  readonly kafka: string;
  readonly topicPrefix: string;
  readonly lostAt?: Instant;
  readonly nothingUnpublished: boolean;
}

function lossOf({ lostAt, nothingUnpublished }: ReconcileFlags): Loss {
  if (nothingUnpublished) return 'nothing-unpublished';
  if (lostAt !== undefined) return { lostAt };
  throw new CommandError(
    'say when the store was lost (--lost-at), or vouch for --nothing-unpublished',
    exitCodes.wrongUse,
  );
}

function replayEnd(text: string): ReplayEnd {
  const event = parseEventId(text);
  return event === undefined ? { kind: 'time', time: instant(text) } : { kind: 'event', ...event };
}

function withSource(command: Command): Command {
  return withService(command)
    .addOption(new Option('--database <url>', 'read the database, not the service').env('ALLOCATOR_DATABASE_URL'))
    .addOption(new Option('--kafka <brokers>', 'read the topic, not the service (host:port, separated by commas)'))
    .option('--topic-prefix <prefix>', 'what the topics begin with', 'allocation');
}

function sourceOf(flags: SourceFlags, signal: AbortSignal): HistorySource {
  if (flags.kafka !== undefined) return new TopicSource(flags.kafka.split(','), flags.topicPrefix);
  if (flags.database !== undefined) return new DatabaseSource(flags.database);
  return new ServiceSource(serviceOf(flags, signal));
}

async function using(source: HistorySource, work: (source: HistorySource) => Promise<number>): Promise<number> {
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

function instant(text: string): Instant {
  const { data, error } = sentInstant.safeParse(text);
  if (error !== undefined)
    throw new InvalidArgumentError('Write a time of the years 1970 to 9999 as 2026-11-01T00:00:00Z.');
  return data;
}
