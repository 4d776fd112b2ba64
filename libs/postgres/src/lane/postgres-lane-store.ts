import type { DecidedInLane, LaneHead, LaneStore, OpenLane, Wanted } from '@allocator/application';
import { LaneMetrics, TransactionSteps } from '@allocator/application';
import type { Lane, LaneView } from '@allocator/domain';
import type { Pool } from 'pg';
import { LaneLocks } from './lane-locks.js';
import { PostgresOpenLane } from './postgres-open-lane.js';
import { completeViews } from './complete-views.js';
import { prefetch } from './prefetch.js';
import { inPipelinedTransaction, inTransaction } from '../connection/in-transaction.js';
import type { ChangedLane } from './writes-of.js';
import { writesOf } from './writes-of.js';

/** Lanes in PostgreSQL. The holder of the lane's row lock is its one writer. */
export class PostgresLaneStore implements LaneStore {
  constructor(
    private readonly pool: Pool,
    private readonly locks: LaneLocks = new LaneLocks(),
    private readonly metrics: LaneMetrics = new LaneMetrics(),
  ) {}

  /** Two round trips, whatever the number of lanes: begin, locks and reads; writes and commit. */
  async decideInLanes<T>(
    wanted: ReadonlyMap<Lane, Wanted>,
    decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
  ): Promise<ReadonlyMap<Lane, T>> {
    const lanes = [...wanted.keys()];
    const steps = new TransactionSteps();
    const transact = () =>
      inPipelinedTransaction(this.pool, async (client, begun) => {
        steps.begin();
        // Each statement reads as of its own begin (read committed), so statements that are sent after the locks read the state after them.
        const [, locked, found] = await Promise.all([
          begun,
          this.locks.lockFree(client, lanes),
          prefetch(client, wanted),
        ]);
        const views = await completeViews(client, locked, found);
        steps.endBoth('lock', locked[0]?.waitedMs ?? 0, 'prefetch');
        const answers = new Map<Lane, T>();
        const changed: ChangedLane[] = [];
        for (const [index, { head }] of locked.entries()) {
          const { answer, changes } = decide(views[index] as LaneView, head);
          answers.set(head.lane, answer);
          if (changes !== undefined) changed.push({ lane: head.lane, ...changes });
        }
        const heads = changed.map(({ lane, head }) => ({ lane, ...head }));
        const writes = writesOf(changed);
        steps.end('decide');
        return { answer: { answer: answers, heads }, writes };
      });
    const answers = await this.locks.guard(transact);
    steps.end('commit');
    this.metrics.committed(steps);
    return answers;
  }

  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T> {
    const transact = () =>
      inTransaction(this.pool, async (client) => {
        const { head, now } = await this.locks.lock(client, lane);
        const open = new PostgresOpenLane(client, head, now);
        const answer = await work(open);
        return { answer, heads: open.written };
      });
    return this.locks.guard(transact);
  }
}
