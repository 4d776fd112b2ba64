import type { Impi, Instant, PoolId, RecordedEvent } from '@allocator/domain';

/** What happened in one minute of one pool. */
export interface MinuteCounts {
  readonly poolId: PoolId;
  /** Its beginning. */
  readonly minute: Instant;
  assigned: number;
  /** Of those, to subjects whom nobody can recognise. */
  anonymous: number;
  released: number;
  expired: number;
  refused: number;
  /** Lendings that ended: lapsed, or freed early. */
  ended: number;
  /** WWSFs' hints that a user is gone. */
  hinted: number;
  /** The eP-CSCF's words that freed at once. */
  indicated: number;
  /** From the hints to the bounds. */
  wastedSeconds: number;
}

/** Lendings of identities that had a former holder, by how long they had lain idle. */
export interface ReuseCounts {
  readonly poolId: PoolId;
  readonly minute: Instant;
  /** Index in `reuseBuckets`. */
  readonly bucket: number;
  lendings: number;
}

/** Upper bounds in seconds, excluded; what is longer is in one more. */
export const reuseBuckets = [1, 60, 600, 3_600, 6 * 3_600, 24 * 3_600, 7 * 24 * 3_600] as const;

const minuteMs = 60_000;

/** Counts events of one lane, in order. */
export class ActivityTally {
  private readonly byMinute = new Map<string, MinuteCounts>();
  private readonly byBucket = new Map<string, ReuseCounts>();
  private readonly changedEnds = new Map<Impi, Instant>();

  /** @param ends when the last holder of each identity ended, of those that the events are about */
  constructor(private readonly ends: ReadonlyMap<Impi, Instant>) {}

  get minutes(): readonly MinuteCounts[] {
    return [...this.byMinute.values()];
  }

  get reuse(): readonly ReuseCounts[] {
    return [...this.byBucket.values()];
  }

  get endsOfIdentities(): ReadonlyMap<Impi, Instant> {
    return this.changedEnds;
  }

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'Assigned': {
        const { poolId, effectiveAt, subjectKind } = event.data;
        const counts = this.minute(poolId, effectiveAt);
        counts.assigned++;
        if (subjectKind === 'anonymous') counts.anonymous++;
        this.reused(event.data);
        break;
      }
      case 'Released': {
        const { poolId, effectiveAt, reassignableAt, by, ground, impi } = event.data;
        const counts = this.minute(poolId, effectiveAt);
        counts.released++;
        if (by === 'wwsf' && ground === undefined) {
          counts.hinted++;
          counts.wastedSeconds += Math.round((reassignableAt - effectiveAt) / 1_000);
        }
        if (reassignableAt > event.recordedAt) break;
        counts.ended++;
        if (by === 'ep-cscf') counts.indicated++;
        this.changedEnds.set(impi, reassignableAt);
        break;
      }
      case 'Expired': {
        // A fact belongs to the minute in which it holds: one that was recorded late, to the minute of its bound.
        const { poolId, effectiveAt, impi } = event.data;
        const counts = this.minute(poolId, effectiveAt);
        counts.expired++;
        counts.ended++;
        this.changedEnds.set(impi, effectiveAt);
        break;
      }
      case 'Refused':
        this.minute(event.data.poolId, event.recordedAt).refused += event.data.count;
        break;
      default:
      // Nobody counts it.
    }
  }

  private reused({ poolId, impi, effectiveAt, takenBack }: Extract<RecordedEvent, { type: 'Assigned' }>['data']): void {
    const endedAt = this.changedEnds.get(impi) ?? this.ends.get(impi);
    // Who takes an identity back is no next holder.
    if (endedAt === undefined || takenBack === true) return;
    const idleSeconds = (effectiveAt - endedAt) / 1_000;
    const found = reuseBuckets.findIndex((bound) => idleSeconds < bound);
    const bucket = found === -1 ? reuseBuckets.length : found;
    const minute = minuteOf(effectiveAt);
    const key = `${String(minute)}:${String(bucket)}:${poolId}`;
    const counts = this.byBucket.get(key) ?? { poolId, minute, bucket, lendings: 0 };
    counts.lendings++;
    this.byBucket.set(key, counts);
  }

  private minute(poolId: PoolId, at: Instant): MinuteCounts {
    const minute = minuteOf(at);
    const key = `${String(minute)}:${poolId}`;
    const counts = this.byMinute.get(key) ?? {
      ...{ poolId, minute, assigned: 0, anonymous: 0, released: 0, expired: 0, refused: 0 },
      ...{ ended: 0, hinted: 0, indicated: 0, wastedSeconds: 0 },
    };
    this.byMinute.set(key, counts);
    return counts;
  }
}

function minuteOf(at: Instant): Instant {
  return (at - (at % minuteMs)) as Instant;
}
