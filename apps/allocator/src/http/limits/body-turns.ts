interface Waiting {
  readonly parse: () => void;
  readonly isGone: () => boolean;
}

/**
 * Parses large bodies one per turn of the event loop, with tenants in rotation. Other requests that have arrived are answered
 * between two of them, and a tenant with many connections waits only for its own bodies.
 */
export class BodyTurns {
  private readonly waiting = new Map<string, Waiting[]>();
  private isScheduled = false;

  /** @param isGone whether the client has disconnected: its body is dropped */
  take(tenant: string, parse: () => void, isGone: () => boolean): void {
    const queue = this.waiting.get(tenant) ?? [];
    queue.push({ parse, isGone });
    this.waiting.set(tenant, queue);
    this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled || this.waiting.size === 0) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.parseOne();
    });
  }

  private parseOne(): void {
    const [first] = this.waiting;
    if (first === undefined) return;
    const [tenant, all] = first;
    const queue = all.filter(({ isGone }) => !isGone());
    const next = queue.shift();
    // To the end of the rotation.
    this.waiting.delete(tenant);
    if (queue.length > 0) this.waiting.set(tenant, queue);
    this.schedule();
    next?.parse();
  }
}
