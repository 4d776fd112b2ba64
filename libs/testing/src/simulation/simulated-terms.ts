import type {
  HoldMoves,
  LaneChanges,
  LockedLane,
  MoveBatch,
  MovingPool,
  OpenTerms,
  TermsChanges,
  TermsStore,
} from '@allocator/application';
import type { IdentityNumber, Lane, OperatorId, PoolId, PoolTerms } from '@allocator/domain';
import { latestLease } from '@allocator/domain';
import { applyChanges } from '../memory-lane.js';
import type { SimulatedDatabase, Transaction } from './simulated-database.js';
import type { Pause } from './task.js';

/** Few, so that commands meet a pool of which only some leases have been moved. */
const moveBatchSizeMax = 1;

/** Terms of the simulated lanes: one change at a time; a raise moves leases batch by batch. */
export class SimulatedTerms implements TermsStore, HoldMoves {
  readonly moves = this;

  constructor(
    private readonly database: SimulatedDatabase,
    private readonly process: number,
    private readonly pause: Pause,
  ) {}

  async operatorsWithoutMinimum(): Promise<readonly OperatorId[]> {
    return [];
  }

  inTerms<T>(work: (terms: OpenTerms) => Promise<T>): Promise<T> {
    const { database, pause } = this;
    return database.inTransaction(this.process, pause, async (transaction) => {
      await database.lock(transaction, 'terms', pause);
      return work(this.opened(transaction));
    });
  }

  async movingPools(): Promise<readonly MovingPool[]> {
    return this.database.lanes.flatMap(({ moves, head: { lane } }) =>
      [...moves.keys()].map((poolId) => ({ lane, poolId })),
    );
  }

  async movingPoolsOf(operatorId: OperatorId): Promise<readonly MovingPool[]> {
    const isOfOperator = ({ lane, poolId }: MovingPool): boolean =>
      this.database.lane(lane).pools.get(poolId)?.operatorId === operatorId;
    return (await this.movingPools()).filter(isOfOperator);
  }

  moveBatch(
    { lane, poolId }: MovingPool,
    countMax: number,
    decide: (batch: MoveBatch) => Pick<LaneChanges, 'events' | 'head' | 'changed'> | undefined,
  ): Promise<boolean> {
    const { database, pause } = this;
    return database.inTransaction(this.process, pause, async (transaction) => {
      await database.lockLane(transaction, lane, pause);
      const state = database.lane(lane);
      const move = state.moves.get(poolId);
      if (move === undefined) return false;
      const after = database.movedUpTo.get(poolId) ?? 0;
      const left = [...state.identities.values()].filter((identity) => {
        const lease = identity.poolId === poolId ? latestLease(identity) : undefined;
        return identity.number > after && lease !== undefined && lease.operatorVersion < move.operatorVersion;
      });
      left.sort((a, b) => a.number - b.number);
      const identities = left.slice(0, Math.min(countMax, moveBatchSizeMax));
      const isMore = left.length > identities.length;
      const changes = decide({ head: state.head, now: database.timeOf(lane), move, identities });
      await pause('after deciding a move');
      transaction.writes.push(() => {
        if (changes !== undefined) applyChanges(state, { imported: [], subjects: [], outcomes: [], ...changes });
        if (isMore) database.movedUpTo.set(poolId, identities.at(-1)?.number as IdentityNumber);
        else {
          state.moves.delete(poolId);
          database.movedUpTo.delete(poolId);
        }
      });
      return isMore;
    });
  }

  private opened(transaction: Transaction): OpenTerms {
    const { database } = this;
    const pools = (): PoolTerms[] => database.lanes.flatMap((state) => [...state.pools.values()]);
    return {
      operator: async (operatorId) => database.operators.findLast((profile) => profile.operatorId === operatorId),
      agreement: async (agreementId) => database.agreements.get(agreementId),
      agreementsOf: async (operatorId) =>
        [...database.agreements.values()].filter((agreement) => agreement.operatorId === operatorId),
      wwsfIdsLike: async (like) => {
        const folded = like.replaceAll('.', '_');
        const all = [...database.agreements.values()].map(({ wwsfId }) => wwsfId);
        return [...new Set(all)].filter((wwsfId) => wwsfId.replaceAll('.', '_') === folded);
      },
      pool: async (_lane, poolId) => pools().find((pool) => pool.poolId === poolId),
      poolsOf: async (operatorId: OperatorId) => pools().filter((pool) => pool.operatorId === operatorId),
      declaredNames: async () => [],
      lockLanes: async (lanes) => {
        const locked = new Map<Lane, LockedLane>();
        for (const lane of [...lanes].sort((a, b) => a - b)) {
          await database.lockLane(transaction, lane, this.pause);
          locked.set(lane, { head: database.lane(lane).head, now: database.timeOf(lane) });
        }
        return locked;
      },
      isMoving: async () => database.lanes.some(({ moves }) => moves.size > 0),
      oldestVersionHeld: async (held) => {
        const versions = held.flatMap(({ lane, poolId }) => versionsHeld(database, lane, poolId));
        return versions.length === 0 ? undefined : Math.min(...versions);
      },
      profilesSince: async (operatorId, version) =>
        database.operators.filter((profile) => profile.operatorId === operatorId && profile.version >= version),
      write: async (lane, changes) => {
        await this.pause('after deciding terms');
        database.check(transaction);
        transaction.writes.push(() => {
          this.apply(lane, changes);
        });
      },
    };
  }

  private apply(lane: Lane, changes: TermsChanges): void {
    const { database } = this;
    const state = database.lane(lane);
    applyChanges(state, { ...changes, imported: [], changed: [], subjects: [], outcomes: [] });
    database.operators.push(...changes.operators);
    changes.agreements.forEach((agreement) => database.agreements.set(agreement.agreementId, agreement));
    changes.pools.forEach((pool) => state.pools.set(pool.poolId, pool));
    changes.moves.forEach(({ poolId, move }) => state.moves.set(poolId, move));
  }
}

function versionsHeld(database: SimulatedDatabase, lane: Lane, poolId: PoolId): number[] {
  return [...database.lane(lane).identities.values()].flatMap((identity) => {
    const lease = identity.poolId === poolId ? latestLease(identity) : undefined;
    return lease === undefined ? [] : [lease.operatorVersion];
  });
}
