import type { VerifiedLane } from '@allocator/application';
import { verifyHistory } from '@allocator/application';
import { exitCodes } from '../command/command-error.js';
import type { Output } from '../command/output.js';
import type { CheckpointVerifier } from './checkpoint-verifier.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';

/**
 * Verifies the history by its hashes, and by its signatures if a verifier is given. Prints the first altered
 * position of each lane. Returns the exit code.
 * @param alteredFiles of an export
 */
export async function verify(
  source: HistorySource,
  verifier: CheckpointVerifier | undefined,
  output: Output,
  alteredFiles: readonly string[] = [],
): Promise<number> {
  const progress = new EventProgress('verifying', 0);
  const verified = await verifyHistory(source, verifier, progress).finally(() => {
    progress.end();
  });
  for (const file of alteredFiles) output.line(`${file} is not the file that was exported`);
  for (const lane of verified.lanes) output.line(lineOf(lane, verifier !== undefined));
  for (const { lane, count } of verified.badCheckpoints) {
    output.line(`lane ${String(lane)}: ${String(count)} checkpoints are not signed under this key`);
  }
  const events = verified.events.toLocaleString('en-US');
  if (verified.isSound) output.line(`${source.title}: ${events} events are unchanged`);
  else output.line(`${source.title} was altered: see above`);
  if (verifier === undefined) output.line('signatures were not checked: give --public-key');
  output.document({ source: source.title, signaturesChecked: verifier !== undefined, alteredFiles, ...verified });
  return verified.isSound && alteredFiles.length === 0 ? exitCodes.done : exitCodes.found;
}

function lineOf({ lane, soundUpTo, signedUpTo, fault }: VerifiedLane, isSigned: boolean): string {
  if (fault !== undefined) {
    return `lane ${String(lane)}, position ${String(fault.position)}: ${fault.kind}: ${fault.sentence}`;
  }
  const signed = isSigned ? `, signed up to position ${String(signedUpTo)}` : '';
  return `lane ${String(lane)}: verified up to position ${String(soundUpTo)}${signed}`;
}
