import type { VerifiedLane } from '@allocator/application';
import { verifyHistory } from '@allocator/application';
import { exitCodes } from '../command/command-error.js';
import type { CheckpointVerifier } from './checkpoint-verifier.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';

/**
 * Verifies the history by its hashes, and by its signatures if a verifier is given. Prints the first altered
 * position of each lane. Returns the exit code.
 */
export async function verify(
  source: HistorySource,
  verifier: CheckpointVerifier | undefined,
  print: (line: string) => void,
): Promise<number> {
  const progress = new EventProgress('verifying', 0);
  const verified = await verifyHistory(source, verifier, progress).finally(() => {
    progress.end();
  });
  for (const lane of verified.lanes) print(lineOf(lane, verifier !== undefined));
  for (const { lane, count } of verified.badCheckpoints) {
    print(`lane ${String(lane)}: ${String(count)} checkpoints are not signed under this key`);
  }
  const events = verified.events.toLocaleString('en-US');
  if (verified.isSound) print(`${source.title}: ${events} events are unchanged`);
  else print(`${source.title} was altered: see above`);
  if (verifier === undefined) print('signatures were not checked: give --public-key');
  return verified.isSound ? exitCodes.done : exitCodes.found;
}

function lineOf({ lane, soundUpTo, signedUpTo, fault }: VerifiedLane, isSigned: boolean): string {
  if (fault !== undefined) {
    return `lane ${String(lane)}, position ${String(fault.position)}: ${fault.kind}: ${fault.sentence}`;
  }
  const signed = isSigned ? `, signed up to position ${String(signedUpTo)}` : '';
  return `lane ${String(lane)}: verified up to position ${String(soundUpTo)}${signed}`;
}
