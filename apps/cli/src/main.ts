#!/usr/bin/env node
// `allocator`: the command line of operators and auditors. Operators talk HTTP, with their access token.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CommandError, exitCodes } from './command/exit-codes.js';
import { poolAvailability } from './pool/pool-availability.js';
import { type PoolImportOptions, poolImport } from './pool/pool-import.js';
import { addHistoryCommands } from './history/add-history-commands.js';
import { databaseFault } from './history/database-fault.js';
import type { ServiceFlags } from './service/service-flags.js';
import { serviceOf, withService } from './service/service-flags.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
const tell = (line: string): void => console.log(line);

const program = new Command('allocator')
  .description(
    'Lends IMS identities to WebRTC clients: what operators do with its pools, and auditors with its history',
  )
  .exitOverride()
  .showHelpAfterError('(--help tells more)')
  .addHelpText(
    'after',
    `
Exit codes: 0 done, 1 rows were refused or a fault was found, 2 wrong use or a file that cannot be read, 3 the service refused or cannot be reached, 130 stopped.`,
  );

const pool = program.command('pool').description('pools of subscriptions');

withService(
  pool
    .command('import <file>')
    .description('import subscriptions from a CSV (impi,impu[,impu...] a line) or NDJSON ({"impi","impus"} a line)')
    .requiredOption('--pool <id>', 'the pool that they go to')
    .addOption(
      new Option('--format <format>', 'what the file is (by default told by its extension)').choices(['csv', 'ndjson']),
    )
    .option('--rejected <file>', 'where the refused rows go (default: FILE.rejected.csv)')
    .option('--from-row <row>', 'begin with this row', rowNumber, 1)
    .addHelpText(
      'after',
      `
Run again, or go on after a stop: a row that is there already is told as such and changes nothing.

Examples:
  export ALLOCATOR_TOKEN=$(npm run --silent token -- --role ims-operator --operator op-a)
  allocator pool import numbers.csv --pool pool-a
  allocator pool import numbers.csv --pool pool-a --from-row 40001
  allocator pool import rows.txt --pool pool-a --format ndjson --rejected refused.csv`,
    ),
).action(async (file: string, flags: ServiceFlags & PoolImportOptions) => {
  process.exitCode = await poolImport(file, flags, serviceOf(flags, stop.signal), tell);
});

withService(
  pool
    .command('availability <pool>')
    .description('how many identities of a pool are in which state')
    .option('--json', 'as one line of JSON', false)
    .addHelpText('after', '\nExample:\n  allocator pool availability pool-a'),
).action(async (id: string, flags: ServiceFlags & { readonly json: boolean }) => {
  process.exitCode = await poolAvailability(id, flags.json, serviceOf(flags, stop.signal), tell);
});

addHistoryCommands(program, stop.signal, tell);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function rowNumber(text: string): number {
  const row = Number(text);
  if (!Number.isInteger(row) || row < 1) throw new InvalidArgumentError('Rows are counted from 1.');
  return row;
}

/** Says what went wrong, where that was not said yet. */
function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  if (stop.signal.aborted) return exitCodes.stopped;
  const error = databaseFault(thrown) ?? thrown;
  console.error(error instanceof Error ? error.message : String(error));
  return error instanceof CommandError ? error.exitCode : exitCodes.serviceFailed;
}
