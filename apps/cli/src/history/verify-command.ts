import { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { CheckpointVerifier } from './checkpoint-verifier.js';
import { ExportSource } from './export-source.js';
import { type HistoryFlags, historyOf, using, withHistory } from './history-flags.js';
import { verify } from './verify.js';

export function verifyCommand(context: CommandContext): Command {
  const { print, setExitCode } = context;
  const command = new Command('verify')
    .argument('[export]', 'folder or manifest of an export; default: the history of the service')
    .description('check that the history is as it was recorded, by its hashes and its signed checkpoints')
    .option('--public-key <file>', 'PEM of the public key for the signatures of the checkpoints')
    .addHelpText(
      'after',
      `
Prints the first position of each lane that was altered, removed, inserted or moved. An export is verified without the service.

Examples:
  allocator verify --public-key .local/checkpoints/public-key.pem
  allocator verify --database postgres://auditor@db.example/allocator --public-key key.pem
  allocator verify --kafka broker.example:9092 --public-key key.pem
  allocator verify export-2026-11 --public-key key.pem`,
    );
  return withHistory(withJson(command)).action(
    async (folder: string | undefined, flags: HistoryFlags & OutputFlags & { readonly publicKey?: string }) => {
      const output = outputOf(flags, print);
      const verifier = flags.publicKey === undefined ? undefined : await CheckpointVerifier.read(flags.publicKey);
      if (folder === undefined) {
        setExitCode(await using(await historyOf(flags, context), (source) => verify(source, verifier, output)));
        return;
      }
      const source = await ExportSource.open(folder, verifier);
      setExitCode(await verify(source, verifier, output, await source.alteredFiles()));
    },
  );
}
