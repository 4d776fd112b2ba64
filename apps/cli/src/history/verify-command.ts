import { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { exitCodes } from '../command/command-error.js';
import { CheckpointVerifier } from './checkpoint-verifier.js';
import { ExportSource } from './export-source.js';
import { type HistoryFlags, historyOf, using, withHistory } from './history-flags.js';
import { verify } from './verify.js';

export function verifyCommand({ signal, print, setExitCode }: CommandContext): Command {
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
  return withHistory(command).action(
    async (folder: string | undefined, flags: HistoryFlags & { readonly publicKey?: string }) => {
      const verifier = flags.publicKey === undefined ? undefined : await CheckpointVerifier.read(flags.publicKey);
      if (folder === undefined) {
        setExitCode(await using(historyOf(flags, signal), (source) => verify(source, verifier, print)));
        return;
      }
      const source = await ExportSource.open(folder, verifier);
      const altered = await source.alteredFiles();
      for (const file of altered) print(`${file} is not the file that was exported`);
      const verified = await verify(source, verifier, print);
      setExitCode(altered.length > 0 ? exitCodes.found : verified);
    },
  );
}
