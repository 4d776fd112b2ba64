import type { Guard, OperatorId, OperatorProfile, PoolId, RecordedEvent } from '@allocator/domain';
import type { Instant } from '@allocator/domain';

/** How long a registration can last after its token, in seconds. */
export interface SecondsAfterToken {
  readonly outliving: number;
  readonly guard: number;
}

/** A pool changes to another version of its operator's profile. */
export interface VersionChange {
  readonly operatorId: OperatorId;
  readonly operatorVersion: number;
  /** Position in the pool's lane. */
  readonly position: number;
  readonly recordedAt: Instant;
}

const guardParts: readonly (keyof Guard)[] = [
  'tokenLeewaySeconds',
  'clockSkewSeconds',
  'inFlightSeconds',
  'purgeDelaySeconds',
];

/**
 * Every profile that an operator has had, and from which event of its lane on a pool used it. Whether a profile came before a lease is
 * determined by the `PoolSet` in the lease's own lane: recorded times of two lanes cannot be compared. The arithmetic
 * is the proof's own: it shares nothing with the code that computes bounds. Its memory grows only with the changes of terms.
 */
export class TermsInForce {
  private readonly profiles = new Map<OperatorId, Map<number, OperatorProfile>>();
  private readonly pools = new Map<PoolId, VersionChange[]>();
  private readonly known = new Map<string, SecondsAfterToken | undefined>();

  /** Events of a lane must be added in order. */
  add(event: Extract<RecordedEvent, { type: 'OperatorProfileSet' | 'PoolSet' }>): void {
    if (event.type === 'OperatorProfileSet') {
      const { operatorId, version } = event.data;
      const profiles = this.profiles.get(operatorId) ?? new Map<number, OperatorProfile>();
      this.profiles.set(operatorId, profiles.set(version, event.data));
      return;
    }
    const { poolId, operatorId, operatorVersion } = event.data;
    const changes = this.pools.get(poolId) ?? [];
    this.pools.set(poolId, changes);
    if (changes.at(-1)?.operatorVersion === operatorVersion) return;
    const { position, recordedAt } = event;
    changes.push({ operatorId, operatorVersion, position, recordedAt });
  }

  /** The pool's changes of version, in order. */
  changesOf(poolId: PoolId): readonly VersionChange[] {
    return this.pools.get(poolId) ?? [];
  }

  /**
   * By the largest value of each part in these versions: what was granted under an earlier value stays granted. Undefined if one of the
   * profiles is not among the events.
   */
  secondsAfterToken(operatorId: OperatorId, from: number, to: number): SecondsAfterToken | undefined {
    const key = `${operatorId} ${String(from)} ${String(to)}`;
    if (!this.known.has(key)) this.known.set(key, this.largest(operatorId, from, to));
    return this.known.get(key);
  }

  private largest(operatorId: OperatorId, from: number, to: number): SecondsAfterToken | undefined {
    const largest = { tokenLeewaySeconds: 0, clockSkewSeconds: 0, inFlightSeconds: 0, purgeDelaySeconds: 0 };
    let outliving = 0;
    for (let version = from; version <= to; version++) {
      const profile = this.profiles.get(operatorId)?.get(version);
      if (profile === undefined) return undefined;
      for (const part of guardParts) largest[part] = Math.max(largest[part], profile.guard[part]);
      outliving = Math.max(outliving, secondsPastToken(profile));
    }
    const { tokenLeewaySeconds, clockSkewSeconds, inFlightSeconds, purgeDelaySeconds } = largest;
    return { outliving, guard: tokenLeewaySeconds + 2 * clockSkewSeconds + inFlightSeconds + purgeDelaySeconds };
  }
}

/** A registrar raises a shorter Expires to its minimum (RFC 3261 clause 10.3), so a registration capped by its token can outlive it too. */
function secondsPastToken({
  registrationModel,
  maxRegistrationSeconds,
  minRegistrationSeconds,
}: OperatorProfile): number {
  switch (registrationModel) {
    case 'outlives-token':
      return maxRegistrationSeconds;
    case 'capped-by-token':
      return Math.min(minRegistrationSeconds ?? 0, maxRegistrationSeconds);
  }
}
