/** How much a queue holds: in all, and of one tenant. */
export interface QueueLimits {
  readonly sizeMax: number;
  /** Less than `sizeMax`, so that one tenant's flood leaves room for the others. */
  readonly shareMax: number;
}

/**
 * First in, first out for each tenant, and the tenants in turn: who sends a thousand things waits for its own thousand, and nobody
 * else does. Its limits are never exceeded: whoever finds them reached waits or is turned away.
 */
export class FairQueue<T> {
  private readonly lines = new Map<string, Line<T>>();
  private count = 0;
  private waiting: { readonly tenant: string; readonly tell: () => void }[] = [];

  constructor(private readonly limits: QueueLimits) {
    const { sizeMax, shareMax } = limits;
    if (!Number.isSafeInteger(shareMax) || shareMax < 1) throw new RangeError('shareMax is at least 1');
    if (!Number.isSafeInteger(sizeMax) || sizeMax < shareMax) throw new RangeError('sizeMax is at least shareMax');
  }

  get size(): number {
    return this.count;
  }

  /** Tenants of whom something waits. */
  get tenants(): number {
    return this.lines.size;
  }

  /** False, and nothing queued, where there is no room for this tenant. */
  tryPush(tenant: string, item: T): boolean {
    if (!this.hasRoom(tenant)) return false;
    const line = this.lines.get(tenant);
    if (line === undefined) this.lines.set(tenant, new Line(item));
    else line.push(item);
    this.count++;
    return true;
  }

  /** At most so many: of each tenant that waits as many as of the others, as far as it has them. */
  takeUpTo(countMax: number): T[] {
    const taken: T[] = [];
    while (taken.length < countMax && this.lines.size > 0) {
      const share = Math.max(1, Math.floor((countMax - taken.length) / this.lines.size));
      for (const [tenant, line] of [...this.lines]) {
        if (taken.length === countMax) break;
        // Whoever was served goes behind the others, so that a small count does not always serve the same one.
        this.lines.delete(tenant);
        line.takeInto(taken, Math.min(share, countMax - taken.length));
        if (line.size > 0) this.lines.set(tenant, line);
      }
    }
    this.count -= taken.length;
    if (taken.length > 0) this.tellRoom();
    return taken;
  }

  /** Resolves at once where there is room for the tenant, and otherwise as soon as some is made. It may be gone again by then. */
  whenRoom(tenant: string): Promise<void> {
    if (this.hasRoom(tenant)) return Promise.resolve();
    return new Promise((tell) => this.waiting.push({ tenant, tell }));
  }

  private hasRoom(tenant: string): boolean {
    return this.count < this.limits.sizeMax && (this.lines.get(tenant)?.size ?? 0) < this.limits.shareMax;
  }

  private tellRoom(): void {
    const told = this.waiting.filter(({ tenant }) => this.hasRoom(tenant));
    this.waiting = this.waiting.filter(({ tenant }) => !this.hasRoom(tenant));
    told.forEach(({ tell }) => {
      tell();
    });
  }
}

/** What one tenant has waiting, in order. */
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
    // What was taken is dropped once it is the larger part, so that taking costs the same however long the line is.
    if (this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }
}
