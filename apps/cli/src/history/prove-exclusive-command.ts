import { Command } from 'commander';
import type { Instant } from '@allocator/domain';
import type { CommandContext } from '../command/command-context.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { ExportSource } from './export-source.js';
import { type HistoryFlags, historyOf, instantOf, using, withHistory } from './history-flags.js';
import { proveExclusive } from './prove-exclusive.js';

interface ProofFlags extends HistoryFlags, OutputFlags {
  readonly from?: Instant;
  readonly to?: Instant;
}

export function proveExclusiveCommand(context: CommandContext): Command {
  const { signal, print, setExitCode } = context;
  const command = new Command('prove-exclusive')
    .argument('[export]', 'folder or manifest of an export; default: the history of the service')
    .description('prove from the events alone that no two holders ever had the same identity at the same time')
    .option('--from <time>', 'check assignments from this time on', instantOf)
    .option('--to <time>', 'check assignments up to this time', instantOf)
    .addHelpText(
      'after',
      `
A lease lasts until its full bound, calculated from the profiles of the operator, unless the event that ended it earlier proves
that its holder was gone. --from and --to select the assignments to check; every event is read.
Needs less than 300 MB of memory for any number of identities, and disk space for temporary files (TMPDIR).

Exit code 1: a violation was found, or a bound could not be checked.

Examples:
  allocator prove-exclusive
  allocator prove-exclusive --from 2026-11-01T00:00:00Z --json
  TMPDIR=/var/tmp allocator prove-exclusive --database postgres://auditor@db.example/allocator`,
    );
  return withHistory(withJson(command)).action(async (folder: string | undefined, flags: ProofFlags) => {
    const { from, to } = flags;
    const output = outputOf(flags, print);
    const source = folder === undefined ? await historyOf(flags, context) : await ExportSource.open(folder, undefined);
    setExitCode(await using(source, (opened) => proveExclusive(opened, { from, to }, signal, output)));
  });
}
