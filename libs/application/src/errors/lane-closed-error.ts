/** The lane takes no commands until an operator mends it: its store has lost history that was published (P5). */
export class LaneClosedError extends Error {
  override readonly name = 'LaneClosedError';
  constructor(
    readonly lane: number,
    readonly reason: string,
  ) {
    super(`lane ${String(lane)} is closed: ${reason}`);
  }
}
