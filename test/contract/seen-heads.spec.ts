import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LostHistory } from '@allocator/application';
import {
  BatchExecutor,
  HoldMover,
  ImportIdentities,
  LaneClosedError,
  SeenHeads,
  SetTerms,
  batchItem,
  SubjectErasures,
} from '@allocator/application';
import type { PoolId } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import {
  LaneLocks,
  PostgresEventReader,
  PostgresHoldMoves,
  PostgresLaneStore,
  PostgresErasureStore,
  PostgresTermsStore,
  uncheckedClock,
} from '@allocator/postgres';
import { assign, impi, impu, proposedProfile, testOrigin } from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { givenPool } from '../support/given-pool.js';

const lanes = 1;
const lane = laneOf('pool-a', lanes);
const poolId = 'pool-a' as PoolId;
const profile = proposedProfile();

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(lanes);
  const { terms, imports } = process({ seen: new SeenHeads() });
  await givenPool(terms, imports, { identities: 40 });
}, 60_000);
beforeEach(() => database.owner.query('update lanes set closed_because = null'));
afterAll(() => database.drop());

/** The parts of one process that lock lanes, with the heads that it has seen. */
function process({ seen }: { readonly seen: SeenHeads }) {
  const reader = new PostgresEventReader(database.pool, lanes);
  const closed: LostHistory[] = [];
  const locks = new LaneLocks(uncheckedClock, seen, async (each, lost) => {
    closed.push(lost);
    await reader.closeLane(each, lost.reason);
  });
  const moves = new PostgresHoldMoves(database.stockPool, lanes, locks);
  return {
    closed,
    executor: new BatchExecutor(new PostgresLaneStore(database.lanePool, locks), testOrigin),
    imports: new ImportIdentities(new PostgresLaneStore(database.stockPool, locks), lanes, testOrigin),
    terms: new SetTerms(new PostgresTermsStore(database.stockPool, lanes, locks), lanes, testOrigin),
    mover: new HoldMover(moves, testOrigin),
    erasure: new SubjectErasures(new PostgresErasureStore(database.stockPool, locks), lanes),
  };
}

let commands = 0;
function assignOne(executor: BatchExecutor): Promise<unknown> {
  return executor.executeBatch(lane, [batchItem(assign(++commands))]);
}

async function head(): Promise<{ position: number; hash: string; reason: string | null }> {
  const { rows } = await database.owner.query<{ position: number; hash: string; reason: string | null }>(
    'select position::float8 as position, hash, closed_because as reason from lanes',
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the database has no lane');
  return row;
}

/** Leaves the lane like a failover to a standby that was behind: its last event is lost. */
async function loseLastEvent(): Promise<void> {
  for (const statement of [
    'alter table events disable trigger user',
    'delete from events e using lanes l where l.lane = e.lane and e.position = l.position',
    'alter table events enable trigger user',
  ]) {
    await database.owner.query(statement);
  }
  const { rows } = await database.owner.query<{ position: string; document: string }>(
    'select position, document from events where lane = $1 order by position desc limit 1',
    [lane],
  );
  const { position, document = '' } = rows[0] ?? {};
  const hash = createHash('sha256').update(document).digest('hex');
  await database.owner.query('update lanes set position = $2, hash = $3 where lane = $1', [lane, position, hash]);
}

describe('a process whose store has fewer events than it has seen committed', () => {
  const uses: Record<string, (parts: ReturnType<typeof process>) => Promise<unknown>> = {
    'decides no batch': ({ executor }) => assignOne(executor),
    'imports nothing': ({ imports }) => imports.importRows(poolId, [{ row: 1, impi: impi(900), impus: [impu(900)] }]),
    'sets no terms': ({ terms }) => terms.setOperator(profile),
    'moves no leases': ({ mover }) => mover.moveBatch({ lane, poolId }),
    'erases no subject': ({ erasure }) =>
      erasure.erase(poolId, { kind: 'authenticated', ref: 'user-1' }, { person: 'wwsf-a', client: null }),
  };

  it.each(Object.entries(uses))('%s, and closes the lane', async (_name, use) => {
    const parts = process({ seen: new SeenHeads() });
    await assignOne(parts.executor);
    const { position } = await head();
    await loseLastEvent();
    await expect(use(parts)).rejects.toThrow(LaneClosedError);
    const reason = `position ${String(position)} was committed, but the store ends at ${String(position - 1)}: it has lost events`;
    expect(await head()).toMatchObject({ position: position - 1, reason });
    expect(parts.closed).toEqual([{ code: 'lane-closed-store-behind', reason }]);
    // A closed lane is not closed again.
    await expect(assignOne(parts.executor)).rejects.toThrow(LaneClosedError);
    expect(parts.closed).toHaveLength(1);
  });

  const writers: Record<string, (parts: ReturnType<typeof process>) => Promise<unknown>> = {
    'an import': ({ imports }) => imports.importRows(poolId, [{ row: 1, impi: impi(800), impus: [impu(800)] }]),
    'a change of terms': ({ terms }) => terms.setOperator({ ...profile, maxRegistrationSeconds: ++longest }),
    'a move of leases': async ({ executor, mover, terms }) => {
      await assignOne(executor);
      await terms.setOperator({ ...profile, maxRegistrationSeconds: ++longest });
      await mover.finish(profile.operatorId);
    },
  };
  let longest = profile.maxRegistrationSeconds;

  it.each(Object.entries(writers))('remembers what it committed by %s', async (_name, write) => {
    const parts = process({ seen: new SeenHeads() });
    await write(parts);
    await loseLastEvent();
    await expect(assignOne(parts.executor)).rejects.toThrow(LaneClosedError);
  });

  it('would continue without that memory: the control', async () => {
    await assignOne(process({ seen: new SeenHeads() }).executor);
    await loseLastEvent();
    await assignOne(process({ seen: new SeenHeads() }).executor);
    expect((await head()).reason).toBeNull();
  });

  it('closes the lane again if it was opened without a restore: only a new process accepts it', async () => {
    const parts = process({ seen: new SeenHeads() });
    await assignOne(parts.executor);
    await loseLastEvent();
    await expect(assignOne(parts.executor)).rejects.toThrow(LaneClosedError);
    await database.owner.query('update lanes set closed_because = null');
    await expect(assignOne(parts.executor)).rejects.toThrow(LaneClosedError);
    await database.owner.query('update lanes set closed_because = null');
    await assignOne(process({ seen: new SeenHeads() }).executor);
  });

  it('continues if the lost event was restored unchanged', async () => {
    const parts = process({ seen: new SeenHeads() });
    await assignOne(parts.executor);
    const { position, hash } = await head();
    const { rows } = await database.owner.query('select * from events where position = $1', [position]);
    await loseLastEvent();
    await expect(assignOne(parts.executor)).rejects.toThrow(LaneClosedError);
    const [event] = rows as [object];
    const columns = Object.keys(event);
    await database.owner.query(
      `insert into events (${columns.join(', ')}) values (${columns.map((__, n) => `$${String(n + 1)}`).join(', ')})`,
      Object.values(event),
    );
    await database.owner.query('update lanes set position = $1, hash = $2, closed_because = null', [position, hash]);
    // The lost assignment is back, so another identity is assigned.
    await assignOne(parts.executor);
    expect(parts.closed).toHaveLength(1);
  });
});

describe('a process whose store has another event at the position that it has seen', () => {
  it.each([1, 3])('closes the lane, even if it continues for %d events', async (count) => {
    const parts = process({ seen: new SeenHeads() });
    await assignOne(parts.executor);
    await loseLastEvent();
    const other = process({ seen: new SeenHeads() });
    for (let n = 0; n < count; n++) await assignOne(other.executor);
    await expect(assignOne(parts.executor)).rejects.toThrow(LaneClosedError);
    expect(parts.closed).toMatchObject([{ code: 'lane-closed-history-differs' }]);
  });
});

describe('a batch that the process has not seen committed', () => {
  it('is not remembered: a batch that was rolled back closes nothing', async () => {
    const seen = new SeenHeads();
    const parts = process({ seen });
    await assignOne(parts.executor);
    const store = new PostgresLaneStore(database.lanePool, new LaneLocks(uncheckedClock, seen));
    const before = seen.get(lane);
    const failing = store.inLane(lane, async (open) => {
      await open.write({
        events: [],
        head: { position: (open.head.position + 5) as never, hash: open.head.hash, recordedAt: open.now },
        imported: [],
        changed: [],
        subjects: [],
        outcomes: [],
      });
      throw new Error('before the commit');
    });
    await expect(failing).rejects.toThrow('before the commit');
    expect(seen.get(lane)).toEqual(before);
    await assignOne(parts.executor);
    expect(parts.closed).toEqual([]);
  });

  it('may come from another process: a larger position is accepted', async () => {
    const [one, other] = [process({ seen: new SeenHeads() }), process({ seen: new SeenHeads() })];
    for (const { executor } of [one, other, one, other]) await assignOne(executor);
    expect([one.closed, other.closed]).toEqual([[], []]);
  });
});
