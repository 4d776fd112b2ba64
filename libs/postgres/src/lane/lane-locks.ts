import type { CommittedHead, LockedLane, LostHistory } from '@allocator/application';
import { LaneClosedError, SeenHeads, compareSeen } from '@allocator/application';
import type { Hash, Instant, Lane, Position } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { type LaneClock, uncheckedClock } from './lane-clock.js';
import { run } from '../connection/run.js';
import { int2Array, int8Array } from '../sql/binary-array.js';
import { lockLanes } from './statements/lock-lanes.js';

interface LockedRow {
  lane: Lane;
  position: Position | 0;
  hash: Hash;
  closed: string | null;
  now: Instant;
  /** Hash of the event at the seen position, if the lane continues after it. */
  hash_at_seen: Hash | null;
  waited_ms: number;
}

/** A lane that was locked together with others. */
interface JustLocked extends LockedLane {
  /** How long the locks of all of them took, in milliseconds. */
  readonly waitedMs: number;
}

/** The result of a transaction that locks lanes. */
export interface Committed<T> {
  readonly answer: T;
  /** The ends, after the transaction, of the lanes that it wrote to. */
  readonly heads: readonly CommittedHead[];
}

/** The store has lost events that this process has seen committed. Ends the transaction that finds it. */
class HistoryLostError extends Error {
  override readonly name = 'HistoryLostError';
  constructor(
    readonly lane: Lane,
    readonly lost: LostHistory,
  ) {
    super(lost.reason);
  }
}

/** Locks lanes for all parts of this process, with one check of the clock and one memory of committed heads. */
export class LaneLocks {
  /** @param closeLane closes the lane of a store that has lost history, and logs it */
  constructor(
    private readonly clock: LaneClock = uncheckedClock,
    private readonly seen: SeenHeads = new SeenHeads(),
    private readonly closeLane: (lane: Lane, lost: LostHistory) => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Waits for the lane's lock, takes it for the rest of the transaction, then reads the time. Only within `guard`. */
  async lock(client: PoolClient, lane: Lane): Promise<LockedLane> {
    const [locked] = await this.lockFree(client, [lane]);
    if (locked === undefined) throw new Error(`there is no lane ${String(lane)}`);
    return locked;
  }

  /**
   * Takes the locks of those lanes that are free. If none is, waits for one of them, and then takes what is free. So no transaction waits
   * for a lane while it holds another. Only within `guard`.
   */
  async lockFree(client: PoolClient, lanes: readonly Lane[]): Promise<readonly JustLocked[]> {
    const [requestedAt, seen] = [Date.now(), new Map(lanes.map((lane) => [lane, this.seen.get(lane)]))];
    const positions = int8Array(lanes.map((lane) => seen.get(lane)?.position ?? 0));
    const rows = await run<LockedRow>(client, lockLanes, [int2Array(lanes), positions]);
    return rows.map(({ lane, position, hash, closed, now, hash_at_seen: hashAtSeen, waited_ms: waitedMs }) => {
      // P5: no assignment without a readable clock.
      if (!Number.isSafeInteger(now)) throw new Error(`the database's clock cannot be read: ${String(now)}`);
      this.clock(now, requestedAt, Date.now());
      const head = { lane, position, hash, closedBecause: closed ?? undefined };
      if (head.closedBecause === undefined) this.compare(head, hashAtSeen, seen.get(lane));
      return { head, now, waitedMs };
    });
  }

  /**
   * Runs a transaction, and remembers the ends of its lanes when its commit is known. If the store has lost history, the transaction
   * writes nothing, the lane is closed, and `LaneClosedError` is thrown.
   */
  async guard<T>(transact: () => Promise<Committed<T>>): Promise<T> {
    try {
      const { answer, heads } = await transact();
      for (const head of heads) this.seen.committed(head);
      return answer;
    } catch (error) {
      if (!(error instanceof HistoryLostError)) throw error;
      const { lane, lost } = error;
      // If the lane cannot be closed now, its commands are refused anyway: the next transaction finds the same loss.
      await this.closeLane(lane, lost);
      throw new LaneClosedError(lane, lost.reason);
    }
  }

  /** @param hashAtSeen another process has continued the lane: from the seen event, or, after a failover, from one before it */
  private compare(head: CommittedHead, hashAtSeen: Hash | null, seen: CommittedHead | undefined): void {
    const lost = compareSeen(head, seen, hashAtSeen ?? undefined);
    if (lost !== undefined) throw new HistoryLostError(head.lane, lost);
    this.seen.saw(head);
  }
}
