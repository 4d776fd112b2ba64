import { expect } from '@jest/globals';
import type { Lane, RecordedEvent, Identity } from '@allocator/domain';
import { decodeEvent, evolve, isIdentityEvent } from '@allocator/domain';
import { readIdentities } from '@allocator/postgres';
import pg from 'pg';

/** The identities of a lane as a fold of its documents gives them, by number. */
export function foldIdentities(documents: readonly string[]): Identity[] {
  const identities = new Map<string, Identity>();
  for (const event of documents.map((document): RecordedEvent => decodeEvent(document))) {
    if (!isIdentityEvent(event)) continue;
    const key = `${event.data.poolId}:${event.data.impi}`;
    identities.set(key, evolve(identities.get(key), event));
  }
  return [...identities.values()].sort((a, b) => a.number - b.number);
}

/** The availability written with each batch is the one that the events give. */
export async function expectAvailabilityOfEvents(
  databaseUrl: string,
  lanes: readonly (readonly string[])[],
): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    for (const [lane, documents] of lanes.entries()) {
      expect(await readIdentities(pool, lane as Lane)).toEqual(foldIdentities(documents));
    }
  } finally {
    await pool.end();
  }
}
