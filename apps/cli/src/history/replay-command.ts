import { Command, Option } from 'commander';
import type { ReplayEnd } from '@allocator/application';
import { ReplayActivity } from '@allocator/application';
import { parseEventId } from '@allocator/domain';
import type { CommandContext } from '../command/command-context.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { type HistoryFlags, historyOf, instantOf, using, withHistory } from './history-flags.js';
import { replay } from './replay.js';

interface ReplayFlags extends HistoryFlags, OutputFlags {
  readonly owner: string;
  readonly until?: ReplayEnd;
  readonly discard: boolean;
}

export function replayCommand(context: CommandContext): Command {
  const { print, setExitCode } = context;
  const owner = new Option('--owner <url>', 'URL of the database, as the owner of the tables');
  const command = new Command('replay')
    .description('rebuild the read model of activity from the events beside the live one, then replace it')
    .addOption(owner.env('ALLOCATOR_OWNER_URL').makeOptionMandatory())
    .option('--until <end>', 'only make a copy, as of a time or an event (<lane>-<position>)', replayEnd)
    .option('--discard', 'drop the copy, and the read model that the last replay replaced', false)
    .addHelpText(
      'after',
      `
Reads the events from the database of --owner, or from --kafka or --database. A replay that was stopped continues when the
command is run again.

Examples:
  allocator replay --owner postgres://owner@db.example/allocator
  allocator replay --owner postgres://owner@db.example/allocator --kafka broker.example:9092
  allocator replay --owner postgres://owner@db.example/allocator --until 2026-11-01T00:00:00Z
  allocator replay --owner postgres://owner@db.example/allocator --discard`,
    );
  return withHistory(withJson(command)).action(async (flags: ReplayFlags) => {
    const output = outputOf(flags, print);
    const { PostgresActivityCopy } = await import('@allocator/postgres');
    const copy = new PostgresActivityCopy(flags.owner);
    try {
      if (flags.discard) {
        await copy.discard();
        output.line('discarded');
        output.document({ discarded: true });
        return;
      }
      const from = await historyOf({ ...flags, database: flags.database ?? flags.owner }, context);
      setExitCode(await using(from, (source) => replay(source, new ReplayActivity(copy), flags.until, output)));
    } finally {
      await copy.close();
    }
  });
}

function replayEnd(text: string): ReplayEnd {
  const event = parseEventId(text);
  return event === undefined ? { kind: 'time', time: instantOf(text) } : { kind: 'event', ...event };
}
