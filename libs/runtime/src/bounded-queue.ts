/** First in, first out, with a capacity that is never exceeded: whoever finds it full waits or is turned away. */
export class BoundedQueue<T> {
  private items: T[] = [];
  private head = 0;
  private waiting: (() => void)[] = [];

  constructor(readonly capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError('capacity is at least 1');
  }

  get size(): number {
    return this.items.length - this.head;
  }

  /** False, and nothing queued, where the queue is full. */
  tryPush(item: T): boolean {
    if (this.size >= this.capacity) return false;
    this.items.push(item);
    return true;
  }

  /** The oldest items, at most `countMax` of them. */
  takeUpTo(countMax: number): T[] {
    const taken = this.items.slice(this.head, this.head + countMax);
    this.head += taken.length;
    // What was taken is dropped once it is the larger part, so that taking costs the same however long the queue is.
    if (this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    if (taken.length > 0) this.tellRoom();
    return taken;
  }

  /** Resolves at once where there is room, and otherwise as soon as some is made. Room may be gone again by then. */
  whenRoom(): Promise<void> {
    if (this.size < this.capacity) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private tellRoom(): void {
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((resolve) => {
      resolve();
    });
  }
}
