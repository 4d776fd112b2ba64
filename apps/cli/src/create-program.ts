import { Command } from 'commander';
import { agreementGetCommand } from './agreement/agreement-get-command.js';
import { agreementListCommand } from './agreement/agreement-list-command.js';
import { assignCommand } from './assignment/assign-command.js';
import { releaseCommand } from './assignment/release-command.js';
import { whoHeldCommand } from './audit/who-held-command.js';
import type { CommandContext, CommandMaker } from './command/command-context.js';
import { completionCommand } from './completion/completion-command.js';
import { databaseDistributeCommand } from './database/database-distribute-command.js';
import { eventsCommand } from './events/events-command.js';
import { exportCommand } from './history/export-command.js';
import { proveExclusiveCommand } from './history/prove-exclusive-command.js';
import { reconcileCommand } from './history/reconcile-command.js';
import { replayCommand } from './history/replay-command.js';
import { verifyCommand } from './history/verify-command.js';
import { identityGetCommand } from './identity/identity-get-command.js';
import { identityListCommand } from './identity/identity-list-command.js';
import { operatorGetCommand } from './operator/operator-get-command.js';
import { operatorListCommand } from './operator/operator-list-command.js';
import { poolAvailabilityCommand } from './pool/pool-availability-command.js';
import { poolGetCommand } from './pool/pool-get-command.js';
import { poolImportCommand } from './pool/pool-import-command.js';
import { poolListCommand } from './pool/pool-list-command.js';

interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CommandMaker[];
}

const groups: readonly CommandGroup[] = [
  {
    name: 'operator',
    description: 'read the terms of IMS operators',
    commands: [operatorListCommand, operatorGetCommand],
  },
  { name: 'agreement', description: 'read agreements', commands: [agreementListCommand, agreementGetCommand] },
  {
    name: 'pool',
    description: 'read pools, and import their identities',
    commands: [poolListCommand, poolGetCommand, poolAvailabilityCommand, poolImportCommand],
  },
  {
    name: 'identity',
    description: 'read the identities of a pool',
    commands: [identityListCommand, identityGetCommand],
  },
  { name: 'database', description: 'manage the database of the service', commands: [databaseDistributeCommand] },
];

/** What WWSFs do with assignments, and what auditors read of the service. */
const serviceCommands: readonly CommandMaker[] = [assignCommand, releaseCommand, whoHeldCommand, eventsCommand];

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
  reading: new AbortController().signal,
  env: {},
  print: () => undefined,
  printed: () => Promise.resolve(),
  notice: () => undefined,
  setExitCode: () => undefined,
};

/** The whole command line. Without a context it has its help, and its actions do nothing visible. */
export function createProgram(context: CommandContext = withoutProcess): Command {
  const program = new Command('allocator')
    .description('Reads and manages the identity pools of the IMS identity allocator, and audits its history')
    .addHelpText(
      'after',
      `
Exit codes: 0 done; 1 rows were refused, or a fault was found; 2 wrong use, or an unreadable file; 3 the service refused the request or is unavailable; 130 stopped.`,
    );
  for (const { name, description, commands } of groups) {
    const group = program.command(name).description(description);
    for (const make of commands) group.addCommand(make(context));
  }
  for (const make of [...serviceCommands, ...historyCommands, completionCommand]) program.addCommand(make(context));
  // Errors of the command line are thrown, from every command: the process decides how to end.
  for (const command of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)])
    command.exitOverride().showHelpAfterError('(see --help)');
  return program;
}
