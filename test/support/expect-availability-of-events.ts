import { expect } from '@jest/globals';
import type { Lane } from '@allocator/domain';
import { readIdentities } from '@allocator/postgres';
import { foldIdentities } from '@allocator/testing';
import pg from 'pg';

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
