import { Command, Option } from 'commander';
import { CannotDistributeError, distributeDatabase } from '@allocator/postgres';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';

interface DistributeFlags {
  readonly database: string;
}

export function databaseDistributeCommand({ print }: CommandContext): Command {
  const database = new Option('--database <url>', 'URL of the database on the coordinator, as the owner of the tables');
  return new Command('distribute')
    .description('distribute the tables, with their rows, over the servers of Citus: one shard for each lane')
    .addOption(database.env('ALLOCATOR_DATABASE_URL').makeOptionMandatory())
    .addHelpText(
      'after',
      `
The extension citus must exist, and the servers must be added (citus_add_node). Stop all processes of the service first: they recognise
Citus at their next start. Tables that are distributed already stay as they are, so that the command can be repeated.

Example:
  allocator database distribute --database postgres://owner@coordinator.example/allocator`,
    )
    .action(async (flags: DistributeFlags) => {
      const tables = await distributeDatabase(flags.database).catch((error: unknown) => {
        throw error instanceof CannotDistributeError ? new CommandError(error.message, exitCodes.wrongUse) : error;
      });
      for (const table of tables) print(`${table}: distributed`);
      print(tables.length === 0 ? 'all tables were distributed before' : `${String(tables.length)} tables distributed`);
    });
}
