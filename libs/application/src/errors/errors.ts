/** The service takes no more for the moment; nothing was decided, and the same command may be sent again. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  constructor(readonly retryAfterSeconds: number) {
    super(`the queue is full; retry in ${String(retryAfterSeconds)} s`);
  }
}

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

/** The database did not answer in time, or not as a working one does. What was asked may be asked again: commands keep their one outcome. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
  readonly retryAfterSeconds = 1;
  constructor(options: { readonly cause: unknown }, message = 'the database does not answer') {
    super(message, options);
  }
}

/**
 * The database's clock and this process's are further apart than they may be: one of them is wrong, and a lease that begins or ends
 * by the wrong one is not safe (P5). Nothing was decided.
 */
export class ClockDiffersError extends StoreUnavailableError {
  override readonly name = 'ClockDiffersError';
  constructor(readonly differenceMs: number) {
    super({ cause: undefined }, `the database's clock is ${String(differenceMs)} ms from this process's`);
  }
}
