/** Limits of a queue, in items. */
interface QueueLimits {
  /** Of all tenants together. */
  readonly sizeMax: number;
  /** Of one tenant. Less than `sizeMax`, so that one tenant cannot fill the queue. */
  readonly shareMax: number;
}

/**
 * A bounded queue: first in, first out for each tenant, and round robin between tenants. A tenant with many items delays only its own.
 */
export class FairQueue<T> {
  private readonly lines = new Map<string, Line<T>>();
  private count = 0;
  private waiting: Waiting[] = [];

  /** Throws `RangeError` for limits that make no sense. */
  constructor(private readonly limits: QueueLimits) {
    const { sizeMax, shareMax } = limits;
    if (!Number.isSafeInteger(shareMax) || shareMax < 1)
      throw new RangeError('shareMax must be an integer of at least 1');
    if (!Number.isSafeInteger(sizeMax) || sizeMax < shareMax)
      throw new RangeError('sizeMax must be an integer of at least shareMax');
  }

  /** Items in the queue. */
  get size(): number {
    return this.count;
  }

  /** Tenants that have items in the queue. */
  get tenants(): number {
    return this.lines.size;
  }

  /** Adds an item. Returns false, and does not add it, if there is no room for the tenant. */
  tryPush(tenant: string, item: T): boolean {
    if (!this.hasRoom(tenant)) return false;
    const line = this.lines.get(tenant);
    if (line === undefined) this.lines.set(tenant, new Line(item));
    else line.push(item);
    this.count++;
    return true;
  }

  /** Removes up to `countMax` items: the same number from each tenant that has so many. Items of one tenant are in order. */
  takeUpTo(countMax: number): T[] {
    const taken: T[] = [];
    while (taken.length < countMax && this.lines.size > 0) {
      const share = Math.max(1, Math.floor((countMax - taken.length) / this.lines.size));
      for (const [tenant, line] of [...this.lines]) {
        if (taken.length === countMax) break;
        // The tenant moves behind the others, so that small counts do not always serve the same tenant.
        this.lines.delete(tenant);
        line.takeInto(taken, Math.min(share, countMax - taken.length));
        if (line.size > 0) this.lines.set(tenant, line);
      }
    }
    this.count -= taken.length;
    if (taken.length > 0) this.notifyWaiting();
    return taken;
  }

  /** Resolves when there is room for the tenant. Another caller may take that room first: `tryPush` can still return false. */
  whenRoom(tenant: string): Promise<void> {
    if (this.hasRoom(tenant)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ tenant, resolve }));
  }

  private hasRoom(tenant: string): boolean {
    return this.count < this.limits.sizeMax && (this.lines.get(tenant)?.size ?? 0) < this.limits.shareMax;
  }

  private notifyWaiting(): void {
    const { waiting } = this;
    this.waiting = waiting.filter(({ tenant }) => !this.hasRoom(tenant));
    for (const { tenant, resolve } of waiting) if (this.hasRoom(tenant)) resolve();
  }
}

interface Waiting {
  readonly tenant: string;
  readonly resolve: () => void;
}

/** Items of one tenant, in order. */
class Line<T> {
  private items: T[];
  private head = 0;

  constructor(first: T) {
    this.items = [first];
  }

  get size(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  takeInto(taken: T[], countMax: number): void {
    const end = Math.min(this.head + countMax, this.items.length);
    for (; this.head < end; this.head++) taken.push(this.items[this.head] as T);
    // Taken items are dropped once they are the larger part: the cost of taking does not depend on the length of the line.
    if (this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }
}
