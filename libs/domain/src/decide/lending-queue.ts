import type { Identity, IdentityNumber } from '../identity.js';
import { isAssignable } from '../identity.js';
import type { Instant } from '../ids.js';

/**
 * The order in which a pool lends within one batch: least recently assignable first, then by number. It begins with the
 * prefetched identities; those that the batch itself changes leave their place and come back where their new
 * `assignableAt` puts them.
 */
export class LendingQueue {
  private cursor = 0;
  private readonly changed = new Map<IdentityNumber, Identity>();
  private earliestChanged: Identity | undefined;

  constructor(private readonly prefetched: readonly Identity[]) {}

  /** The next identity that can be lent at this instant; it stays in the queue until `put` says how it was changed. */
  next(now: Instant): Identity | undefined {
    const first = this.first();
    return first !== undefined && isAssignable(first, now) ? first : undefined;
  }

  /** When the next identity becomes assignable; null where none will. */
  nextAssignableAt(): Instant | null {
    return this.first()?.assignableAt ?? null;
  }

  /** The identity is now this: the batch has changed it. */
  put(identity: Identity): void {
    this.changed.set(identity.number, identity);
    if (this.earliestChanged?.number === identity.number) this.earliestChanged = undefined;
    else if (this.earliestChanged !== undefined && identity.stock === 'active') {
      if (before(identity, this.earliestChanged)) this.earliestChanged = identity;
    }
  }

  private first(): Identity | undefined {
    while (this.changed.has(this.prefetched[this.cursor]?.number ?? (-1 as IdentityNumber))) this.cursor++;
    const untouched = this.prefetched[this.cursor];
    const changed = this.firstChanged();
    if (untouched === undefined || changed === undefined) return untouched ?? changed;
    return before(changed, untouched) ? changed : untouched;
  }

  /** Kept from call to call, so that a batch of refusals does not look through all its changes for each of them. */
  private firstChanged(): Identity | undefined {
    if (this.earliestChanged === undefined) {
      for (const identity of this.changed.values()) {
        if (identity.stock !== 'active') continue;
        if (this.earliestChanged === undefined || before(identity, this.earliestChanged))
          this.earliestChanged = identity;
      }
    }
    return this.earliestChanged;
  }
}

function before(a: Identity, b: Identity): boolean {
  return a.assignableAt !== b.assignableAt ? a.assignableAt < b.assignableAt : a.number < b.number;
}
