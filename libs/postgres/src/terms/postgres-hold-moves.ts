import type { HoldMoves, LaneChanges, MoveBatch, MovingPool } from '@allocator/application';
import type { HoldMove, Lane, OperatorId, PoolId } from '@allocator/domain';
import { deadBefore, toIso } from '@allocator/domain';
import type { Pool, PoolClient } from 'pg';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { LaneLocks } from '../lane/lane-locks.js';
import { askEachLane } from '../connection/ask-each-lane.js';
import { ask, run, sendAll } from '../connection/run.js';
import { endMove } from './statements/end-move.js';
import { advanceMove } from './statements/advance-move.js';
import { findMovingPoolsOf } from './statements/find-moving-pools-of.js';
import { findMovingPools } from './statements/find-moving-pools.js';
import { findNextToMove } from './statements/find-next-to-move.js';
import { readMove } from './statements/read-move.js';
import { inTransaction } from '../connection/in-transaction.js';
import { writesOf } from '../lane/writes-of.js';

type MovingRow = { lane: Lane; pool_id: PoolId };
type MoveRow = { hold_move: HoldMove | null; hold_moved_to: number | null };

/** Moves in PostgreSQL: the progress of a move is written in the transaction that moves the leases. */
export class PostgresHoldMoves implements HoldMoves {
  constructor(
    private readonly pool: Pool,
    private readonly laneCount: number,
    private readonly locks: LaneLocks = new LaneLocks(),
  ) {}

  async movingPools(): Promise<readonly MovingPool[]> {
    return (await askEachLane<MovingRow>(this.pool, this.laneCount, findMovingPools)).map(movingPoolOf);
  }

  async movingPoolsOf(operatorId: OperatorId): Promise<readonly MovingPool[]> {
    return (await ask<MovingRow>(this.pool, findMovingPoolsOf, [operatorId])).map(movingPoolOf);
  }

  moveBatch(
    { lane, poolId }: MovingPool,
    countMax: number,
    decide: (batch: MoveBatch) => Pick<LaneChanges, 'events' | 'head' | 'changed'> | undefined,
  ): Promise<boolean> {
    const transact = () =>
      inTransaction(this.pool, async (client) => {
        const { head, now } = await this.locks.lock(client, lane);
        const [row] = await run<MoveRow>(client, readMove, [lane, poolId]);
        // Another process has moved the last of them.
        if (row === undefined || row.hold_move === null) return { answer: false, heads: [] };
        const { hold_move: move, hold_moved_to: movedTo } = row;
        const values = [
          lane,
          poolId,
          movedTo ?? 0,
          move.operatorVersion,
          countMax,
          move.restoresUntil !== undefined,
          toIso(deadBefore(move)),
        ];
        const identities = (await run<IdentityRow>(client, findNextToMove, values)).map((each) =>
          identityOf(lane, each),
        );
        const changes = decide({ head, now, move, identities });
        if (changes !== undefined) await write(client, lane, changes);
        const last = identities.length < countMax ? undefined : identities.at(-1);
        if (last === undefined) await run(client, endMove, [lane, poolId]);
        else await run(client, advanceMove, [lane, poolId, last.number]);
        return { answer: last !== undefined, heads: changes === undefined ? [] : [{ lane, ...changes.head }] };
      });
    return this.locks.guard(transact);
  }
}

function movingPoolOf({ lane, pool_id }: MovingRow): MovingPool {
  return { lane, poolId: pool_id };
}

function write(
  client: PoolClient,
  lane: Lane,
  changes: Pick<LaneChanges, 'events' | 'head' | 'changed'>,
): Promise<unknown> {
  return sendAll(client, writesOf([{ ...changes, lane, imported: [], subjects: [], outcomes: [] }]));
}
