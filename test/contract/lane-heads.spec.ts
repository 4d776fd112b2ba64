import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Lane, Position } from '@allocator/domain';
import { PostgresEventReader } from '@allocator/postgres';
import { assignMany, lanes, poolIds } from '../support/assign-many.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';

describe('the heads of lanes', () => {
  let database: FreshDatabase;
  let reader: PostgresEventReader;
  beforeAll(async () => {
    database = await freshDatabase();
    reader = new PostgresEventReader(database.pool, lanes);
    await assignMany(database, poolIds.length, 0);
  });
  afterAll(() => database.drop());

  const all = Array.from({ length: lanes }, (_, lane) => lane as Lane);

  it('are the same asked for one by one, together, and where some may be away', async () => {
    await reader.closeLane(all[1] as Lane, 'for this test');
    const heads = await reader.laneHeads('all');
    expect(heads.map(({ lane }) => lane)).toEqual(all);
    expect(new Set(heads.map(({ position }) => position)).size).toBeGreaterThan(1);
    expect(heads.map(({ closedBecause }) => closedBecause)).toEqual(
      all.map((lane) => (lane === 1 ? 'for this test' : undefined)),
    );
    expect(await Promise.all(all.map((lane) => reader.laneHead(lane)))).toEqual(heads);
    expect(await reader.laneHeads('answering')).toEqual(heads);
  });

  it('are those of the last event of each lane', async () => {
    for (const { lane, position, hash } of await reader.laneHeads('all')) {
      const after = Math.max(0, position - 1) as Position | 0;
      const last = await reader.readEvents(lane, after, { countMax: 2, bytesMax: 1_000_000 });
      const hashes = last.map((event) => createHash('sha256').update(event.document).digest('hex'));
      expect(hashes).toEqual(position === 0 ? [] : [hash]);
    }
  });

  it('are not made up for a lane that does not exist', async () => {
    await expect(reader.laneHead(lanes as Lane)).rejects.toThrow(`there is no lane ${String(lanes)}`);
  });
});
