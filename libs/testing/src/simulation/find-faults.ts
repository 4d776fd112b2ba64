import { ExclusiveProof } from '@allocator/application';
import type { Identity, Lane } from '@allocator/domain';
import { checkAcknowledged } from '../checkers/check-acknowledged.js';
import { checkChain } from '../checkers/check-chain.js';
import { checkConservation } from '../checkers/check-conservation.js';
import { checkNoEarlyExpiry } from '../checkers/check-no-early-expiry.js';
import { checkOneAnswer } from '../checkers/check-one-answer.js';
import { checkOneHolder } from '../checkers/check-one-holder.js';
import { checkTopicEqualsStore } from '../checkers/check-topic-equals-store.js';
import { audit } from './audit.js';
import { leastGuardSeconds } from './draw-history.js';
import type { Setup } from './history.js';
import type { World } from './world.js';

/** A sentence for each thing that is wrong with a settled world, after the name of the check that found it. */
export async function findFaults(world: World, setup: Setup): Promise<readonly string[]> {
  const least = { quarantineMs: setup.quarantineSeconds * 1_000, guardMs: leastGuardSeconds * 1_000 };
  const { answered } = world.clients;
  return [
    ...world.tasks.bugs,
    ...foundBy('audit', audit(answered, least)),
    ...foundBy('one answer', checkOneAnswer(answered)),
    ...world.lanes().flatMap(({ lane, pool }) => faultsOfLane(world, lane, pool)),
    ...foundBy('exclusive proof', await faultsOfProof(world)),
  ];
}

/** Of all lanes together: bounds are computed from the operator's profiles, which are in one lane. */
async function faultsOfProof(world: World): Promise<readonly string[]> {
  const proof = new ExclusiveProof();
  for (const { head } of world.database.lanes) {
    for (const document of world.database.documents(head.lane)) proof.add(document);
  }
  const { violations, boundsNotChecked } = await proof.figures();
  const faults = violations.map(({ lane, position, sentence }) => `${String(lane)}-${String(position)}: ${sentence}`);
  if (boundsNotChecked > 0) faults.push(`${String(boundsNotChecked)} bounds could not be checked`);
  return faults;
}

function faultsOfLane(world: World, lane: Lane, pool: number): string[] {
  const stored = world.database.documents(lane);
  const published = world.topic.documents(lane);
  const { identities, outcomes } = world.database.lane(lane);
  const available: readonly Identity[] = [...identities.values()];
  const checks = {
    'topic equals store': () => sentences(checkTopicEqualsStore(lane, stored, published)),
    chain: () => sentences(checkChain(lane, stored)),
    'one holder': () => sentences(checkOneHolder(lane, stored)),
    'no early expiry': () => sentences(checkNoEarlyExpiry(lane, stored)),
    conservation: () => sentences(checkConservation(lane, stored, available)),
    acknowledged: () => checkAcknowledged(published, outcomes, world.clients.answeredOf(pool)),
  };
  return Object.entries(checks).flatMap(([name, check]) => foundBy(`${name}, lane ${String(lane)}`, check()));
}

function sentences(violations: readonly { readonly position: number; readonly sentence: string }[]): string[] {
  return violations.map(({ position, sentence }) => `position ${String(position)}: ${sentence}`);
}

function foundBy(check: string, found: readonly string[]): string[] {
  return found.map((sentence) => `${check}: ${sentence}`);
}
