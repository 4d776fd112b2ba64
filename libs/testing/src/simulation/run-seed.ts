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
import type { Defect } from './defects.js';
import type { History, Setup } from './history.js';
import { historyOf, leastGuardSeconds } from './draw-history.js';
import { World } from './world.js';

export interface Ran {
  readonly history: History;
  /** A sentence for each thing that is wrong, with the checker that says so before it; none where all is well. */
  readonly faults: readonly string[];
  /** Of the lanes, in order. */
  readonly documents: readonly (readonly string[])[];
  readonly answers: number;
}

export function runSeed(seed: number, defect?: Defect): Promise<Ran> {
  return runHistory(historyOf(seed), defect);
}

/** Runs it from an empty world to its settled end and has everything checked. Equal histories end equally. */
export async function runHistory(history: History, defect?: Defect): Promise<Ran> {
  const world = await World.given(history.setup, defect);
  for (const step of history.steps) await world.happen(step);
  await world.settle();
  const documents = world.database.lanes.map(({ head }) => world.database.documents(head.lane));
  return { history, faults: await faultsOf(world, history.setup), documents, answers: world.answered.length };
}

/** What is wrong with a settled world. */
export async function faultsOf(world: World, setup: Setup): Promise<readonly string[]> {
  const least = { quarantineMs: setup.quarantineSeconds * 1_000, guardMs: leastGuardSeconds * 1_000 };
  return [
    ...world.bugs,
    ...said('auditor', audit(world.answered, least)),
    ...said('one answer', checkOneAnswer(world.answered)),
    ...world.lanes().flatMap(({ lane, pool }) => faultsOfLane(world, lane, pool)),
    ...said('exclusive proof', await faultsOfAll(world)),
  ];
}

/** Of the whole history: bounds are computed from the operator's profiles, which stand in one lane. */
async function faultsOfAll(world: World): Promise<readonly string[]> {
  const proof = new ExclusiveProof();
  for (const { head } of world.database.lanes) {
    for (const document of world.database.documents(head.lane)) proof.add(document);
  }
  const { violations, boundsNotChecked } = await proof.figures();
  return [
    ...violations.map(({ lane, position, sentence }) => `${String(lane)}-${String(position)}: ${sentence}`),
    ...(boundsNotChecked === 0 ? [] : [`${String(boundsNotChecked)} bounds could not be checked`]),
  ];
}

function faultsOfLane(world: World, lane: Lane, pool: number): string[] {
  const stored = world.database.documents(lane);
  const published = world.topic.documents(lane);
  const { identities, outcomes } = world.database.lane(lane);
  const available: readonly Identity[] = [...identities.values()];
  const checked = {
    'topic equals store': () => sentences(checkTopicEqualsStore(lane, stored, published)),
    chain: () => sentences(checkChain(lane, stored)),
    'one holder': () => sentences(checkOneHolder(lane, stored)),
    'no early expiry': () => sentences(checkNoEarlyExpiry(lane, stored)),
    conservation: () => sentences(checkConservation(lane, stored, available)),
    acknowledged: () => checkAcknowledged(published, outcomes, world.answeredOf(pool)),
  };
  return Object.entries(checked).flatMap(([checker, check]) => said(checker, check()));
}

function sentences(violations: readonly { readonly position: number; readonly sentence: string }[]): string[] {
  return violations.map(({ position, sentence }) => `position ${String(position)}: ${sentence}`);
}

function said(checker: string, found: readonly string[]): string[] {
  return found.map((sentence) => `${checker}: ${sentence}`);
}
