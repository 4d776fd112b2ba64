import type { DecidedInLane, LaneHead, LaneStore, OpenLane, Wanted } from '@allocator/application';
import type { IdentityNumber, Lane, LaneView } from '@allocator/domain';
import { decideIn } from '../decide-in.js';
import { applyChanges, viewOf } from '../memory-lane.js';
import { plantedChanges, plantedHalf } from './planted-changes.js';
import { plantedView } from './planted-view.js';
import type { SimulatedDatabase, Transaction } from './simulated-database.js';
import type { Pause } from './task.js';

/** The lanes as one process reaches them over its connection, with a pause between any two of its statements. */
export class SimulatedLaneStore implements LaneStore {
  constructor(
    private readonly database: SimulatedDatabase,
    private readonly process: number,
    private readonly pause: Pause,
  ) {}

  decideInLanes<T>(
    wanted: ReadonlyMap<Lane, Wanted>,
    decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
  ): Promise<ReadonlyMap<Lane, T>> {
    const { database, pause } = this;
    return database.inTransaction(this.process, pause, async (transaction) => {
      const locked = await database.lockFreeLanes(transaction, [...wanted.keys()], pause);
      await pause('holding the locks');
      database.check(transaction);
      const opened = locked.map((lane) => this.opened(lane, transaction));
      return decideIn(opened, wanted, decide);
    });
  }

  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T> {
    const { database, pause } = this;
    return database.inTransaction(this.process, pause, async (transaction) => {
      await database.lockLane(transaction, lane, pause);
      await pause('holding the lock');
      database.check(transaction);
      return work(this.opened(lane, transaction));
    });
  }

  private opened(lane: Lane, transaction: Transaction): OpenLane {
    const { database, pause } = this;
    const state = database.lane(lane);
    const now = database.timeOf(lane);
    return {
      head: state.head,
      now,
      prefetch: async (wanted) => {
        const view = viewOf(state, now, wanted);
        await pause('after reading');
        return plantedView(view, database.defect);
      },
      claimAliases: async (claims) => {
        while (database.isPending(transaction, claims)) {
          await pause('waiting for a name');
          database.check(transaction);
        }
        return claims.map((claim) => database.claimName(transaction, claim));
      },
      releaseAliases: async (aliases) => {
        aliases.forEach((alias) => {
          database.releaseName(alias);
        });
      },
      declaredNames: async () => [],
      nextIdentityNumber: async () => (state.identities.size + 1) as IdentityNumber,
      write: async (changes) => {
        await pause('after deciding');
        database.check(transaction);
        transaction.half ??= () => {
          applyChanges(state, plantedHalf(changes));
        };
        transaction.writes.push(() => {
          applyChanges(state, plantedChanges(changes, database.defect));
        });
      },
    };
  }
}
