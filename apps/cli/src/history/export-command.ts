import { Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { type ExportOptions, exportHistory } from './export-history.js';
import { type HistoryFlags, historyOf, using, withHistory } from './history-flags.js';

export function exportCommand(context: CommandContext): Command {
  const { print, setExitCode } = context;
  const command = new Command('export')
    .argument('<folder>')
    .description('write all events to files, without personal data, with a manifest to verify them')
    .addOption(new Option('--format <format>', 'format of the files').choices(['ndjson', 'parquet']).default('ndjson'))
    .option('--key <file>', 'PEM of the private key that signs the manifest')
    .addHelpText(
      'after',
      `
NDJSON files are compressed with gzip. An export that was stopped continues when the command is run again.

Examples:
  allocator export export-2026-11
  allocator export export-2026-11 --format parquet --key .local/checkpoints/private-key.pem`,
    );
  return withHistory(withJson(command)).action(
    async (folder: string, flags: HistoryFlags & OutputFlags & ExportOptions) => {
      if (flags.kafka !== undefined)
        throw new CommandError('--kafka cannot be exported: use --database or --url', exitCodes.wrongUse);
      const output = outputOf(flags, print);
      setExitCode(
        await using(await historyOf(flags, context), (source) => exportHistory(folder, source, flags, output)),
      );
    },
  );
}
