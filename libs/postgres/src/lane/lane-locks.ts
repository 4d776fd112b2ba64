import type { CommittedHead, LockedLane, LostHistory } from '@allocator/application';
import { LaneClosedError, SeenHeads, compareSeen } from '@allocator/application';
import type { Hash, Instant, Lane, Position } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { type LaneClock, believed } from './lane-clock.js';
import { run } from '../connection/run.js';
import { lockLane } from './statements/lock-lane.js';

interface LockedRow {
  position: Position | 0;
  hash: Hash;
  closed: string | null;
  now: Instant;
  /** Hash of the event at the position that was seen, where the lane goes on behind it. */
  hash_at_seen: Hash | null;
}

/** The result of a transaction that locks lanes. */
export interface Committed<T> {
  readonly answer: T;
  /** Where the lanes that it wrote to end after it. */
  readonly heads: readonly CommittedHead[];
}

/** The store shows less than this process has seen committed; ends the transaction that met it. */
class HistoryLostError extends Error {
  override readonly name = 'HistoryLostError';
  constructor(
    readonly lane: Lane,
    readonly lost: LostHistory,
  ) {
    super(lost.reason);
  }
}

/** How this process locks lanes, wherever it does: with one clock's judge and one memory of what was committed. */
export class LaneLocks {
  /** @param closeLane closes the lane of a store that has lost history, and says so */
  constructor(
    private readonly clock: LaneClock = believed,
    private readonly seen: SeenHeads = new SeenHeads(),
    private readonly closeLane: (lane: Lane, lost: LostHistory) => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Takes the lane's lock for the rest of the transaction; the time is read behind the lock. Only within `guard`. */
  async lock(client: PoolClient, lane: Lane): Promise<LockedLane> {
    const [askedAt, seen] = [Date.now(), this.seen.get(lane)];
    const [row] = await run<LockedRow>(client, lockLane, [lane, seen?.position ?? 0]);
    if (row === undefined) throw new Error(`there is no lane ${String(lane)}`);
    const { position, hash, closed, now } = row;
    // P5: without a clock that can be read there is no assignment.
    if (!Number.isSafeInteger(now)) throw new Error(`the database's clock cannot be read: ${String(now)}`);
    this.clock(now, askedAt, Date.now());
    const head = { lane, position, hash, closedBecause: closed ?? undefined };
    if (head.closedBecause === undefined) this.compare(head, row.hash_at_seen, seen);
    return { head, now };
  }

  /**
   * Runs a transaction, and remembers where its lanes end once its commit is known. Where the store has lost history the
   * transaction has written nothing, the lane is closed, and `LaneClosedError` is thrown.
   */
  async guard<T>(transact: () => Promise<Committed<T>>): Promise<T> {
    try {
      const { answer, heads } = await transact();
      for (const head of heads) this.seen.saw(head);
      return answer;
    } catch (error) {
      if (!(error instanceof HistoryLostError)) throw error;
      const { lane, lost } = error;
      // A lane that cannot be closed now is refused all the same: the next transaction meets the same loss.
      await this.closeLane(lane, lost);
      throw new LaneClosedError(lane, lost.reason);
    }
  }

  /** @param hashAtSeen where another process has gone on: from there, or, after a failover, from an event before it */
  private compare(head: CommittedHead, hashAtSeen: Hash | null, seen: CommittedHead | undefined): void {
    const lost = compareSeen(head, seen, hashAtSeen ?? undefined);
    if (lost !== undefined) throw new HistoryLostError(head.lane, lost);
    this.seen.saw(head);
  }
}
