/** How long what moves under load stood still: figures of a takeover. */
export class Standstills<What> {
  private readonly lastAt = new Map<What, number>();
  private readonly lastValue = new Map<What, unknown>();
  private readonly longest = new Map<What, number>();

  /** It moved now. */
  moved(what: What): void {
    const now = performance.now();
    this.longest.set(what, Math.max(this.longestMs(what), now - (this.lastAt.get(what) ?? now)));
    this.lastAt.set(what, now);
  }

  /** It has this value now; another one than before is a move. */
  seen(what: What, value: unknown): void {
    if (this.lastValue.get(what) === value) return;
    this.lastValue.set(what, value);
    this.moved(what);
  }

  /** Milliseconds between two moves, at most. */
  longestMs(what: What): number {
    return this.longest.get(what) ?? 0;
  }
}
