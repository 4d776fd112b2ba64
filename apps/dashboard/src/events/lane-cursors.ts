const eventId = /^(\d+)-(\d+)$/;

/** How far each lane was received: what a new connection resumes from, so that nothing is missed and nothing is shown twice. */
export class LaneCursors {
  private readonly positions = new Map<number, number>();
  private hasStarted = false;

  /** False if the event was received before. */
  advance(lane: number, position: number): boolean {
    if (position <= (this.positions.get(lane) ?? 0)) return false;
    this.positions.set(lane, position);
    return true;
  }

  /** The first stream starts after these events. Ids that cannot be read are left out. */
  start(eventIds: readonly string[]): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    for (const id of eventIds) {
      const [, lane, position] = eventId.exec(id) ?? [];
      if (lane !== undefined && position !== undefined) this.advance(Number(lane), Number(position));
    }
  }

  /** The id of the last event of each lane, `<lane>-<position>`; lanes without one are at their beginning. Before the first stream: `latest`. */
  get place(): readonly string[] | 'latest' {
    return !this.hasStarted ? 'latest' : [...this.positions].map(([lane, position]) => `${lane}-${position}`);
  }
}
