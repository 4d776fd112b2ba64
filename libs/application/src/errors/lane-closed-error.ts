/** The lane takes no commands until an operator repairs the store, which has lost published events (P5). */
export class LaneClosedError extends Error {
  override readonly name = 'LaneClosedError';
  constructor(
    readonly lane: number,
    readonly reason: string,
  ) {
    super(`lane ${String(lane)} is closed: ${reason}`);
  }
}
