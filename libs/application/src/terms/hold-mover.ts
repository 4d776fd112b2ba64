import type { EventOrigin, Identity, OperatorId, Position, RecordedEvent } from '@allocator/domain';
import { evolve, holdExtendedEvent } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import { appendEvents, numbersOf } from '../lanes/append-events.js';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { HoldMoves, MoveBatch, MovingPool } from '../ports/hold-moves.js';
import type { LaneChanges } from '../ports/lane-store.js';

/** Leases in one transaction: the lane's commands wait tens of milliseconds for it, not for the whole move. */
const moveCountMax = 500;
/** Poll interval for moves of processes that have ended. Rare, and no decision waits for it. */
const pollMs = 10_000;

/**
 * Moves leases to raised terms. Several processes can move the same pool: each batch holds the lane's lock, and an
 * identity is moved once. Safety does not depend on its speed: a batch that finds a lease not moved yet applies the raise itself
 * (`WorkingSet`).
 */
export class HoldMover {
  constructor(
    private readonly moves: HoldMoves,
    private readonly origin: EventOrigin,
  ) {}

  movingPools(): Promise<readonly MovingPool[]> {
    return this.moves.movingPools();
  }

  /** Resolves when every lease of the operator's pools is moved. Throws `LaneClosedError` and the errors of the store. */
  async finish(operatorId: OperatorId): Promise<void> {
    for (;;) {
      const pools = await this.moves.movingPoolsOf(operatorId);
      if (pools.length === 0) return;
      for (const pool of pools) while (await this.moveBatch(pool));
    }
  }

  /** True if more leases of the pool are left to move. */
  moveBatch(pool: MovingPool): Promise<boolean> {
    return this.moves.moveBatch(pool, moveCountMax, (batch) => this.decide(batch));
  }

  private decide({
    head,
    now,
    move,
    identities,
  }: MoveBatch): Pick<LaneChanges, 'events' | 'head' | 'changed'> | undefined {
    const { lane, closedBecause } = head;
    if (closedBecause !== undefined) throw new LaneClosedError(lane, closedBecause);
    const events: RecordedEvent[] = [];
    const changed: Identity[] = [];
    for (const identity of identities) {
      const event = holdExtendedEvent(identity, move);
      if (event === undefined) continue;
      events.push({ ...event, lane, position: (head.position + events.length + 1) as Position, recordedAt: now });
      changed.push(evolve(identity, event));
    }
    const appended = appendEvents(head, events, this.origin, {
      identityNumber: numbersOf(changed),
      fingerprint: () => undefined,
    });
    return appended === undefined ? undefined : { ...appended, changed };
  }
}

/** Continues moves whose process has ended: part of the role `scheduler`. */
export class HoldMoving extends LoopService {
  constructor(
    private readonly mover: HoldMover,
    private readonly log: Log,
  ) {
    super({ name: 'hold-moving', log, backoff: new Backoff({ minMs: 100, maxMs: 5_000 }) });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    let isMore = false;
    const failures: unknown[] = [];
    for (const pool of await this.mover.movingPools()) {
      if (stopping.aborted) break;
      // A failure in one lane must not delay the others.
      const more = await this.moveNext(pool).catch((error: unknown) => {
        failures.push(error);
        return false;
      });
      isMore = more || isMore;
    }
    if (failures.length > 0) throw failures[0];
    return isMore ? 0 : pollMs;
  }

  private async moveNext(pool: MovingPool): Promise<boolean> {
    try {
      return await this.mover.moveBatch(pool);
    } catch (error) {
      // A closed lane assigns nothing; its leases are moved when it is open again.
      if (!(error instanceof LaneClosedError)) throw error;
      this.log.debug({ code: 'hold-moving-lane-closed', lane: pool.lane }, 'leases of a closed lane are not moved');
      return false;
    }
  }
}
