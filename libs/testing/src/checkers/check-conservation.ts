import { isDeepStrictEqual } from 'node:util';
import type { Identity } from '@allocator/domain';
import { decodeEvent, evolve, isIdentityEvent } from '@allocator/domain';
import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/**
 * No identity is lost, duplicated or in a state that differs from its events: folding a lane's history gives the availability
 * that is stored beside it.
 * @param documents all of a lane's documents, as stored, in order
 * @param available the lane's identities as stored, in any order
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
    if (folded === undefined) violations.add(position, `${name} is stored, but was not imported`);
    else if (!isDeepStrictEqual(identity, folded)) {
      violations.add(
        position,
        `${name} is stored as ${JSON.stringify(identity)}, but its events give ${JSON.stringify(folded)}`,
      );
    }
  }
  for (const { number, poolId, impi } of expected.values()) {
    const position = lastPosition.get(keyOf(poolId, impi)) ?? documents.length + 1;
    violations.add(position, `identity ${String(number)} (${impi}) was imported, but is not stored`);
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
      violations.add(event.position, `${event.data.impi} is imported a second time without having been retired`);
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
