import type { Checkpoint, VerifiedLane } from '@allocator/application';
import { verifyLane } from '@allocator/application';
import { exitCodes } from '../command/command-error.js';
import type { CheckpointVerifier } from './checkpoint-verifier.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';

/**
 * Follows every lane's chain from its first event, and compares it with what was signed. Names the first position of a lane that is
 * not as it was recorded. Returns the exit code.
 * @param verifier undefined: the chain alone is followed, which whoever can write all of it can make anew
 */
export async function verifyHistory(
  source: HistorySource,
  verifier: CheckpointVerifier | undefined,
  tell: (line: string) => void,
): Promise<number> {
  const lanes = await source.lanes();
  const progress = new EventProgress('verifying', sum(lanes.map(({ position }) => position)));
  const verified: VerifiedLane[] = [];
  const badSignatures: string[] = [];
  try {
    for (const { lane } of lanes) {
      const { good, bad } = await signed(await source.checkpoints(lane), verifier);
      if (bad > 0) badSignatures.push(`lane ${String(lane)}: ${String(bad)} checkpoints are not signed under this key`);
      verified.push(await verifyLane(lane, progress.counted(source.documents(lane, 0)), good));
    }
  } finally {
    progress.end();
  }
  for (const lane of verified) tell(lineOf(lane, verifier !== undefined));
  for (const line of badSignatures) tell(line);
  const faults = verified.filter(({ fault }) => fault !== undefined).length + badSignatures.length;
  const events = sum(verified.map(({ soundUpTo }) => soundUpTo)).toLocaleString('en-US');
  if (faults === 0) tell(`${source.title}: ${events} events are as they were recorded`);
  else tell(`${source.title} is not as it was recorded: see above`);
  if (verifier === undefined) tell('signatures were not looked at: give --public-key');
  return faults === 0 ? exitCodes.done : exitCodes.found;
}

async function signed(
  jwss: readonly string[],
  verifier: CheckpointVerifier | undefined,
): Promise<{ good: readonly Checkpoint[]; bad: number }> {
  if (verifier === undefined) return { good: [], bad: 0 };
  const read = await Promise.all(jwss.map((jws) => verifier.checkpoint(jws)));
  const good = read.filter((checkpoint) => checkpoint !== undefined);
  return { good, bad: read.length - good.length };
}

function lineOf({ lane, soundUpTo, signedUpTo, fault }: VerifiedLane, isSigned: boolean): string {
  if (fault !== undefined) {
    return `lane ${String(lane)}, position ${String(fault.position)}: ${fault.kind}: ${fault.sentence}`;
  }
  const vouched = isSigned ? `, signed up to position ${String(signedUpTo)}` : '';
  return `lane ${String(lane)}: sound up to position ${String(soundUpTo)}${vouched}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
