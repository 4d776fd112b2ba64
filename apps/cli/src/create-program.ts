import { Command } from 'commander';
import type { CommandContext, CommandMaker } from './command/command-context.js';
import { databaseDistributeCommand } from './database/database-distribute-command.js';
import { exportCommand } from './history/export-command.js';
import { proveExclusiveCommand } from './history/prove-exclusive-command.js';
import { reconcileCommand } from './history/reconcile-command.js';
import { replayCommand } from './history/replay-command.js';
import { verifyCommand } from './history/verify-command.js';
import { poolAvailabilityCommand } from './pool/pool-availability-command.js';
import { poolImportCommand } from './pool/pool-import-command.js';

/** What operators do with a pool, by the HTTP interface. */
const poolCommands: readonly CommandMaker[] = [poolImportCommand, poolAvailabilityCommand];

/** What the operators of the database do. */
const databaseCommands: readonly CommandMaker[] = [databaseDistributeCommand];

/** What auditors do with the history: from the service, the database, the topic or an export. */
const historyCommands: readonly CommandMaker[] = [
  verifyCommand,
  proveExclusiveCommand,
  exportCommand,
  replayCommand,
  reconcileCommand,
];

const withoutProcess: CommandContext = {
  signal: new AbortController().signal,
  print: () => undefined,
  setExitCode: () => undefined,
};

/** The whole command line. Without a context it has its help, and its actions do nothing visible. */
export function createProgram(context: CommandContext = withoutProcess): Command {
  const program = new Command('allocator')
    .description('Manages the identity pools of the IMS identity allocator and audits its history')
    .addHelpText(
      'after',
      `
Exit codes: 0 done; 1 rows were refused, or a fault was found; 2 wrong use, or an unreadable file; 3 the service refused the request or is unavailable; 130 stopped.`,
    );
  const pool = program.command('pool').description('manage the identities of a pool');
  for (const make of poolCommands) pool.addCommand(make(context));
  const database = program.command('database').description('manage the database of the service');
  for (const make of databaseCommands) database.addCommand(make(context));
  for (const make of historyCommands) program.addCommand(make(context));
  // Errors of the command line are thrown, from every command: the process decides how to end.
  for (const command of [program, ...program.commands, ...pool.commands, ...database.commands])
    command.exitOverride().showHelpAfterError('(see --help)');
  return program;
}
