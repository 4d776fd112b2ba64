import type { Identity, IdentityNumber } from '../identity/identity.js';
import { isAssignable } from '../identity/identity.js';
import type { SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';

/**
 * The order in which a pool assigns its identities within one batch: least recently assignable first, then by number. It starts with
 * the prefetched identities. One that the batch changes moves to the place of its new `assignableAt`. A subject skips identities
 * that the IMS operator has revoked from it.
 */
export class PoolQueue {
  private cursor = 0;
  private readonly changed = new Map<IdentityNumber, Identity>();
  private earliestChanged: Identity | undefined;

  constructor(private readonly prefetched: readonly Identity[]) {}

  /** The next identity that the subject can have at this instant. It stays in the queue until `put` replaces it. */
  next(now: Instant, subjectId: SubjectId): Identity | undefined {
    const first = this.first(subjectId);
    return first !== undefined && isAssignable(first, now) ? first : undefined;
  }

  /** When the next identity becomes assignable to the subject; null if none will. */
  nextAssignableAt(subjectId: SubjectId): Instant | null {
    return this.first(subjectId)?.assignableAt ?? null;
  }

  /** Replaces the identity: the batch has changed it. */
  put(identity: Identity): void {
    this.changed.set(identity.number, identity);
    if (this.earliestChanged?.number === identity.number) this.earliestChanged = undefined;
    else if (this.earliestChanged !== undefined && identity.stock === 'active') {
      if (compareQueueOrder(identity, this.earliestChanged) < 0) this.earliestChanged = identity;
    }
  }

  private first(subjectId: SubjectId): Identity | undefined {
    const untouched = this.firstUntouched(subjectId);
    const changed = this.firstChanged(subjectId);
    if (untouched === undefined || changed === undefined) return untouched ?? changed;
    return compareQueueOrder(changed, untouched) < 0 ? changed : untouched;
  }

  private firstUntouched(subjectId: SubjectId): Identity | undefined {
    while (this.isChanged(this.cursor)) this.cursor++;
    for (let index = this.cursor; index < this.prefetched.length; index++) {
      const identity = this.prefetched[index];
      if (identity?.keptFrom !== subjectId && !this.isChanged(index)) return identity;
    }
    return undefined;
  }

  private isChanged(index: number): boolean {
    const identity = this.prefetched[index];
    return identity !== undefined && this.changed.has(identity.number);
  }

  /** Cached between calls, so that a batch of refusals does not search all its changes for each refusal. */
  private firstChanged(subjectId: SubjectId): Identity | undefined {
    this.earliestChanged ??= this.earliestOf(() => true);
    if (this.earliestChanged?.keptFrom !== subjectId) return this.earliestChanged;
    return this.earliestOf(({ keptFrom }) => keptFrom !== subjectId);
  }

  private earliestOf(suits: (identity: Identity) => boolean): Identity | undefined {
    let earliest: Identity | undefined;
    for (const identity of this.changed.values()) {
      if (identity.stock !== 'active' || !suits(identity)) continue;
      if (earliest === undefined || compareQueueOrder(identity, earliest) < 0) earliest = identity;
    }
    return earliest;
  }
}

/** Sort order of a pool's queue: least recently assignable first, then by number. */
export function compareQueueOrder(a: Identity, b: Identity): number {
  return a.assignableAt - b.assignableAt || a.number - b.number;
}
