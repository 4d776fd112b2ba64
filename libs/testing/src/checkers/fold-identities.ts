import type { Identity } from '@allocator/domain';
import { decodeEvent, evolve, isIdentityEvent } from '@allocator/domain';

/** Folds a lane's documents into its identities, ordered by number. */
export function foldIdentities(documents: readonly string[]): Identity[] {
  const identities = new Map<string, Identity>();
  for (const event of documents.map(decodeEvent)) {
    if (!isIdentityEvent(event)) continue;
    const key = `${event.data.poolId}:${event.data.impi}`;
    identities.set(key, evolve(identities.get(key), event));
  }
  return [...identities.values()].sort((a, b) => a.number - b.number);
}
