import { Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';

interface DistributeFlags extends OutputFlags {
  readonly database: string;
}

export function databaseDistributeCommand({ print }: CommandContext): Command {
  const database = new Option('--database <url>', 'URL of the database on the coordinator, as the owner of the tables');
  const command = new Command('distribute')
    .description('distribute the tables, with their rows, over the servers of Citus: one shard for each lane')
    .addOption(database.env('ALLOCATOR_DATABASE_URL').makeOptionMandatory())
    .addHelpText(
      'after',
      `
The extension citus must exist, and the servers must be added (citus_add_node). Stop all processes of the service first: they recognise
Citus at their next start. Tables that are distributed already stay as they are, so that the command can be repeated.

Example:
  allocator database distribute --database postgres://owner@coordinator.example/allocator`,
    );
  return withJson(command).action(async (flags: DistributeFlags) => {
    const { CannotDistributeError, distributeDatabase } = await import('@allocator/postgres');
    const tables = await distributeDatabase(flags.database).catch((error: unknown) => {
      throw error instanceof CannotDistributeError ? new CommandError(error.message, exitCodes.wrongUse) : error;
    });
    const output = outputOf(flags, print);
    for (const table of tables) output.line(`${table}: distributed`);
    const count = `${String(tables.length)} tables distributed`;
    output.line(tables.length === 0 ? 'all tables were distributed before' : count);
    output.document({ distributed: tables });
  });
}
