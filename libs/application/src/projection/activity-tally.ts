import type { Impi, Instant, PoolId, RecordedEvent } from '@allocator/domain';
import type { MinuteCounts, ReuseCounts } from '../ports/activity-store.js';
import { reuseBuckets } from './reuse-buckets.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type EventData<T extends RecordedEvent['type']> = Extract<RecordedEvent, { type: T }>['data'];

const minuteMs = 60_000;

/** Counts the events of one lane, in order. */
export class ActivityTally {
  private readonly byMinute = new Map<string, Mutable<MinuteCounts>>();
  private readonly byBucket = new Map<string, Mutable<ReuseCounts>>();
  private readonly changedEnds = new Map<Impi, Instant>();

  /** @param endsBefore when the last lease of each identity ended, of the identities that are assigned again in these events */
  constructor(private readonly endsBefore: ReadonlyMap<Impi, Instant>) {}

  get minutes(): readonly MinuteCounts[] {
    return [...this.byMinute.values()];
  }

  get reuse(): readonly ReuseCounts[] {
    return [...this.byBucket.values()];
  }

  /** The ends of leases in these events, the last one of each identity. */
  get ends(): ReadonlyMap<Impi, Instant> {
    return this.changedEnds;
  }

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'Assigned':
        this.assigned(event.data);
        break;
      case 'Released':
        this.released(event.data, event.recordedAt);
        break;
      case 'Expired':
        this.expired(event.data);
        break;
      case 'Refused':
        this.minute(event.data.poolId, event.recordedAt).refused += event.data.count;
        break;
      case 'Prolonged':
      case 'HoldExtended':
      case 'IndicationIgnored':
      case 'IdentityImported':
      case 'IdentitySuspended':
      case 'IdentityResumed':
      case 'IdentityRetired':
      case 'IdentityRevoked':
      case 'OperatorProfileSet':
      case 'AgreementSet':
      case 'PoolSet':
        break;
    }
  }

  private assigned(data: EventData<'Assigned'>): void {
    const { poolId, effectiveAt, subjectKind } = data;
    const counts = this.minute(poolId, effectiveAt);
    counts.assigned++;
    if (subjectKind === 'anonymous') counts.anonymous++;
    this.reused(data);
  }

  private released(data: EventData<'Released'>, recordedAt: Instant): void {
    const { poolId, effectiveAt, reassignableAt, by, ground, impi } = data;
    const counts = this.minute(poolId, effectiveAt);
    counts.released++;
    if (by === 'wwsf' && ground === undefined) {
      counts.hinted++;
      counts.wastedSeconds += Math.round((reassignableAt - effectiveAt) / 1_000);
    }
    if (reassignableAt > recordedAt) return;
    counts.ended++;
    if (by === 'ep-cscf') counts.indicated++;
    this.changedEnds.set(impi, reassignableAt);
  }

  /** Counted in the minute of the lease's end, also if the expiry was recorded later. */
  private expired({ poolId, effectiveAt, impi }: EventData<'Expired'>): void {
    const counts = this.minute(poolId, effectiveAt);
    counts.expired++;
    counts.ended++;
    this.changedEnds.set(impi, effectiveAt);
  }

  private reused({ poolId, impi, effectiveAt, takenBack }: EventData<'Assigned'>): void {
    const endedAt = this.changedEnds.get(impi) ?? this.endsBefore.get(impi);
    // A subject that takes its identity back is not a next holder.
    if (endedAt === undefined || takenBack === true) return;
    const idleSeconds = (effectiveAt - endedAt) / 1_000;
    const found = reuseBuckets.findIndex((bound) => idleSeconds < bound);
    const bucket = found === -1 ? reuseBuckets.length : found;
    const minute = minuteOf(effectiveAt);
    const key = `${String(minute)}:${String(bucket)}:${poolId}`;
    const counts = this.byBucket.get(key) ?? { poolId, minute, bucket, assignments: 0 };
    counts.assignments++;
    this.byBucket.set(key, counts);
  }

  private minute(poolId: PoolId, at: Instant): Mutable<MinuteCounts> {
    const minute = minuteOf(at);
    const key = `${String(minute)}:${poolId}`;
    const counts = this.byMinute.get(key) ?? noCounts(poolId, minute);
    this.byMinute.set(key, counts);
    return counts;
  }
}

function noCounts(poolId: PoolId, minute: Instant): MinuteCounts {
  return {
    poolId,
    minute,
    assigned: 0,
    anonymous: 0,
    released: 0,
    expired: 0,
    refused: 0,
    ended: 0,
    hinted: 0,
    indicated: 0,
    wastedSeconds: 0,
  };
}

function minuteOf(at: Instant): Instant {
  return (at - (at % minuteMs)) as Instant;
}
