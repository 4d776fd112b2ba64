import type { Agreement, DomainEvent, EventOrigin, HoldMove, Instant, Lane, OperatorProfile } from '@allocator/domain';
import type { PoolTerms, Position } from '@allocator/domain';
import { equalTerms, holdSpans, laneOf, resolveTerms } from '@allocator/domain';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { appendEvents } from '../lanes/append-events.js';
import type { LockedLane, OpenTerms, TermsChanges } from '../ports/terms-store.js';

/** An event to record in a lane: the lane has its terms from then on. */
export interface TermsChange {
  readonly lane: Lane;
  readonly event: Extract<DomainEvent, { type: 'OperatorProfileSet' | 'AgreementSet' | 'PoolSet' }>;
}

/** Terms that hold the live leases of these pools longer. */
export interface Raise extends Pick<HoldMove, 'operatorVersion'> {
  readonly pools: readonly PoolTerms[];
  /** Undefined if the pools have no lease. */
  readonly spans: HoldMove['spans'] | undefined;
  readonly laterSeconds: number;
}

/** Records changes of terms in the lanes that they concern, in the transaction of the change. */
export class TermsRecorder {
  constructor(
    private readonly lanes: number,
    private readonly origin: EventOrigin,
  ) {}

  /** @param id of the pool or operator */
  laneOf(id: string): Lane {
    return laneOf(id, this.lanes);
  }

  /** Locks the lanes of pools and operators. Throws `LaneClosedError`. */
  async lock(terms: OpenTerms, ids: readonly string[]): Promise<ReadonlyMap<Lane, LockedLane>> {
    const locked = await terms.lockLanes([...new Set(ids.map((id) => this.laneOf(id)))]);
    for (const [lane, { head }] of locked) {
      if (head.closedBecause !== undefined) throw new LaneClosedError(lane, head.closedBecause);
    }
    return locked;
  }

  /** The changes of those pools whose resolved terms become different. */
  poolChanges(
    pools: readonly PoolTerms[],
    agreementOf: (pool: PoolTerms) => Agreement | undefined,
    profile: OperatorProfile,
  ): TermsChange[] {
    return pools.flatMap((pool) => {
      const agreement = agreementOf(pool);
      if (agreement === undefined) throw new Error(`pool ${pool.poolId} has no agreement ${pool.agreementId}`);
      const data = resolveTerms(pool, agreement, profile, pool);
      return equalTerms(data, pool) ? [] : [{ lane: this.laneOf(pool.poolId), event: { type: 'PoolSet', data } }];
    });
  }

  /** How much longer leases of the pools are held under the profile, whatever version they were made on. */
  async raiseTo(
    profile: OperatorProfile,
    terms: OpenTerms,
    pools: readonly PoolTerms[],
    laterSeconds: number,
  ): Promise<Raise> {
    const { operatorId, version: operatorVersion } = profile;
    const oldest = await terms.oldestVersionHeld(pools.map(({ poolId }) => ({ lane: this.laneOf(poolId), poolId })));
    if (oldest === undefined) return { pools, operatorVersion, spans: undefined, laterSeconds };
    const earlier = await terms.profilesSince(operatorId, oldest);
    return { pools, operatorVersion, spans: holdSpans([...earlier, profile]), laterSeconds };
  }

  /** Writes the changes, and begins the moves of a raise, in each locked lane. */
  async record(
    terms: OpenTerms,
    locked: ReadonlyMap<Lane, LockedLane>,
    changes: readonly TermsChange[],
    raise?: Raise,
  ): Promise<void> {
    for (const [lane, { head, now }] of locked) {
      const events = changes.filter((change) => change.lane === lane).map(({ event }) => event);
      const recorded = events.map((event, index) => ({
        ...event,
        lane,
        position: (head.position + index + 1) as Position,
        recordedAt: now,
      }));
      const appended = appendEvents(head, recorded, this.origin, {
        identityNumber: () => undefined,
        fingerprint: () => undefined,
      });
      if (appended === undefined) continue;
      await terms.write(lane, {
        ...appended,
        operators: events.flatMap((event) => (event.type === 'OperatorProfileSet' ? [event.data] : [])),
        agreements: events.flatMap((event) => (event.type === 'AgreementSet' ? [event.data] : [])),
        pools: events.flatMap((event) => (event.type === 'PoolSet' ? [event.data] : [])),
        ...this.raisedIn(lane, now, raise),
      });
    }
  }

  /** The effects of a raise in the lane. */
  private raisedIn(lane: Lane, now: Instant, raise: Raise | undefined): Pick<TermsChanges, 'moves' | 'waits'> {
    if (raise === undefined) return { moves: [], waits: [] };
    const { pools, operatorVersion, spans, laterSeconds } = raise;
    const here = pools.filter(({ poolId }) => this.laneOf(poolId) === lane);
    return {
      moves: here.flatMap(({ poolId }) =>
        spans === undefined ? [] : [{ poolId, move: { operatorVersion, since: now, spans } }],
      ),
      waits: here.map(({ poolId }) => ({ poolId, laterSeconds })),
    };
  }
}
