import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { type ServiceFlags, serviceOf, withService } from '../service/service-flags.js';
import { type PoolImportOptions, poolImport } from './pool-import.js';

export function poolImportCommand(context: CommandContext): Command {
  const command = new Command('import')
    .argument('<file>')
    .description(
      'import subscriptions from a CSV file (impi,impu[,impu...] a line) or NDJSON ({"impi","impus"} a line)',
    )
    .requiredOption('--pool <id>', 'pool to import into')
    .addOption(
      new Option('--format <format>', 'format of the file; default: by its extension').choices(['csv', 'ndjson']),
    )
    .option('--rejected <file>', 'file for the refused rows; default: FILE.rejected.csv')
    .option('--from-row <row>', 'first row to import', rowNumber, 1)
    .addHelpText(
      'after',
      `
An import can be repeated, and continued after a stop: rows that are already present are counted and change nothing.

Examples:
  export ALLOCATOR_TOKEN=$(npm run --silent token -- --role ims-operator --operator op-a)
  allocator pool import numbers.csv --pool pool-a
  allocator pool import numbers.csv --pool pool-a --from-row 40001
  allocator pool import rows.txt --pool pool-a --format ndjson --rejected refused.csv`,
    );
  return withService(withJson(command)).action(
    async (file: string, flags: ServiceFlags & OutputFlags & PoolImportOptions) => {
      const output = outputOf(flags, context.print);
      context.setExitCode(await poolImport(file, flags, serviceOf(flags, context), output));
    },
  );
}

function rowNumber(text: string): number {
  const row = Number(text);
  if (!Number.isInteger(row) || row < 1) throw new InvalidArgumentError('Rows are counted from 1.');
  return row;
}
