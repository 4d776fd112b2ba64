import { isDeepStrictEqual } from 'node:util';
import type { Identity } from '@allocator/domain';
import { decodeEvent, evolve, isIdentityEvent } from '@allocator/domain';
import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/**
 * No identity is lost, doubled or in another state than its events say: the fold of a lane's history is the
 * availability that was written beside it.
 * @param documents all of a lane's documents, as stored, in order
 * @param available the lane's identities as the store has them, in any order
 */
export function checkConservation(
  lane: number,
  documents: readonly string[],
  available: readonly Identity[],
): readonly Violation[] {
  const violations = new Violations(lane);
  const { identities, lastPosition } = fold(documents, violations);
  const expected = new Map([...identities.values()].map((identity) => [identity.number, identity]));
  for (const identity of available) {
    const { number, poolId, impi } = identity;
    const folded = expected.get(number);
    expected.delete(number);
    const position = lastPosition.get(keyOf(poolId, impi)) ?? documents.length + 1;
    const name = `identity ${String(number)} (${impi})`;
    if (folded === undefined) violations.add(position, `${name} is available once more than it was imported`);
    else if (!isDeepStrictEqual(identity, folded)) {
      violations.add(position, `${name} is ${JSON.stringify(identity)}, by its events ${JSON.stringify(folded)}`);
    }
  }
  for (const { number, poolId, impi } of expected.values()) {
    const position = lastPosition.get(keyOf(poolId, impi)) ?? documents.length + 1;
    violations.add(position, `identity ${String(number)} (${impi}) was imported and is not available`);
  }
  return violations.found;
}

function fold(documents: readonly string[], violations: Violations) {
  const identities = new Map<string, Identity>();
  const lastPosition = new Map<string, number>();
  for (const event of documents.map(decodeEvent)) {
    if (!isIdentityEvent(event)) continue;
    const key = keyOf(event.data.poolId, event.data.impi);
    const before = identities.get(key);
    lastPosition.set(key, event.position);
    if (event.type === 'IdentityImported' && before !== undefined && before.stock !== 'retired') {
      violations.add(event.position, `${event.data.impi} is imported a second time`);
    }
    try {
      identities.set(key, evolve(before, event));
    } catch (error) {
      violations.add(event.position, error instanceof Error ? error.message : String(error));
    }
  }
  return { identities, lastPosition };
}

function keyOf(poolId: string, impi: string): string {
  return `${poolId} ${impi}`;
}
