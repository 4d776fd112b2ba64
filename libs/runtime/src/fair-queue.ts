/**
 * A bounded queue of several lanes: first in, first out for each tenant in each lane, and round robin between tenants over all lanes. A
 * tenant with many items delays only its own, and a lane that is not taken from delays only its own.
 */
export class FairQueue<Lane, T> {
  private readonly tenants = new Map<string, Map<Lane, Line<T>>>();
  /** Items of each lane; lanes without items are absent. */
  private readonly sizes = new Map<Lane, number>();
  private waiting: Waiting<Lane>[] = [];

  /**
   * @param sizeMax of each lane. A tenant may have as many items in a lane as there is room left: the first at most half, the next a quarter.
   * Each tenant that fills its share halves the rest, so 20,000 places are full only after about 14 tenants; as the lane is drained, their
   * shares become equal. Throws `RangeError` if it is not an integer of at least 2.
   */
  constructor(private readonly sizeMax: number) {
    if (!Number.isSafeInteger(sizeMax) || sizeMax < 2) throw new RangeError('sizeMax must be an integer of at least 2');
  }

  /** Lanes that have items, and how many. */
  get lanes(): ReadonlyMap<Lane, number> {
    return this.sizes;
  }

  /** Items in the queue. */
  get size(): number {
    let size = 0;
    for (const count of this.sizes.values()) size += count;
    return size;
  }

  /** Items of these tenants in these lanes. */
  sizeOf(tenants: Iterable<string>, lanes: ReadonlySet<Lane>): number {
    const waiting = this.tenantsIn(lanes);
    let size = 0;
    for (const tenant of tenants) size += waiting.get(tenant) ?? 0;
    return size;
  }

  /** Tenants that have items in these lanes, and how many; least recently served first. */
  tenantsIn(lanes: ReadonlySet<Lane>): ReadonlyMap<string, number> {
    const waiting = new Map<string, number>();
    for (const [tenant, lines] of this.tenants) {
      let count = 0;
      for (const [lane, line] of lines) if (lanes.has(lane)) count += line.size;
      if (count > 0) waiting.set(tenant, count);
    }
    return waiting;
  }

  /** Lanes in which the tenant has items, and how many; least recently served first. */
  lanesOf(tenant: string): ReadonlyMap<Lane, number> {
    return new Map([...(this.tenants.get(tenant) ?? [])].map(([lane, { size }]) => [lane, size]));
  }

  /** Adds an item. Returns false, and does not add it, if there is no room for the tenant. */
  tryPush(tenant: string, lane: Lane, item: T): boolean {
    if (!this.hasRoom(tenant, lane)) return false;
    let lines = this.tenants.get(tenant);
    if (lines === undefined) this.tenants.set(tenant, (lines = new Map<Lane, Line<T>>()));
    const line = lines.get(lane);
    if (line === undefined) lines.set(lane, new Line(item));
    else line.push(item);
    this.sizes.set(lane, (this.sizes.get(lane) ?? 0) + 1);
    return true;
  }

  /**
   * Removes up to `countMax` items of these tenants in these lanes: the same number from each tenant that has so many, and of a tenant the
   * same number from each lane. Items of one tenant in one lane are in order.
   */
  takeUpTo(countMax: number, lanes: ReadonlySet<Lane>, tenants: Iterable<string>): Map<Lane, T[]> {
    const taken = new Map<Lane, T[]>();
    let left = countMax;
    let ready = [...tenants];
    while (left > 0 && ready.length > 0) {
      const share = Math.max(1, Math.floor(left / ready.length));
      ready = ready.filter((tenant) => {
        const count = this.takeOf(tenant, Math.min(share, left), lanes, taken);
        left -= count;
        return count > 0;
      });
    }
    if (taken.size > 0) this.notifyWaiting();
    return taken;
  }

  /** Resolves when there is room for the tenant. Another caller may take that room first: `tryPush` can still return false. */
  whenRoom(tenant: string, lane: Lane): Promise<void> {
    if (this.hasRoom(tenant, lane)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ tenant, lane, resolve }));
  }

  /** One share of a tenant, divided between its lanes. @returns the number of items */
  private takeOf(tenant: string, share: number, lanes: ReadonlySet<Lane>, taken: Map<Lane, T[]>): number {
    const lines = this.tenants.get(tenant);
    // Short lines first: what they do not use of the share is left for the others.
    const ready = [...(lines ?? [])].filter(([lane]) => lanes.has(lane)).sort(([, a], [, b]) => a.size - b.size);
    if (lines === undefined || ready.length === 0 || share === 0) return 0;
    // The tenant moves behind the others, so that small counts do not always serve the same tenant.
    this.tenants.delete(tenant);
    let left = share;
    for (const [index, [lane, line]] of ready.entries()) {
      const count = Math.min(line.size, Math.ceil(left / (ready.length - index)));
      if (count === 0) continue;
      const into = taken.get(lane) ?? [];
      line.takeInto(into, count);
      taken.set(lane, into);
      left -= count;
      this.lower(lane, count);
      // So does the lane.
      lines.delete(lane);
      if (line.size > 0) lines.set(lane, line);
    }
    if (lines.size > 0) this.tenants.set(tenant, lines);
    return share - left;
  }

  private lower(lane: Lane, count: number): void {
    const size = (this.sizes.get(lane) ?? 0) - count;
    this.sizes.delete(lane);
    if (size > 0) this.sizes.set(lane, size);
  }

  private hasRoom(tenant: string, lane: Lane): boolean {
    const left = this.sizeMax - (this.sizes.get(lane) ?? 0);
    return (this.tenants.get(tenant)?.get(lane)?.size ?? 0) < left;
  }

  private notifyWaiting(): void {
    if (this.waiting.length === 0) return;
    const { waiting } = this;
    this.waiting = waiting.filter(({ tenant, lane }) => !this.hasRoom(tenant, lane));
    for (const { tenant, lane, resolve } of waiting) if (this.hasRoom(tenant, lane)) resolve();
  }
}

interface Waiting<Lane> {
  readonly tenant: string;
  readonly lane: Lane;
  readonly resolve: () => void;
}

/** Items of one tenant in one lane, in order. */
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
