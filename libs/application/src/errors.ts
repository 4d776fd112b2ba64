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
    readonly because: string,
  ) {
    super(`lane ${String(lane)} is closed: ${because}`);
  }
}

/** The database did not answer in time, or not as a working one does. What was asked may be asked again: commands keep their one outcome. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly retryAfterSeconds = 1;
  constructor(options: { readonly cause: unknown }) {
    super('the database does not answer', options);
  }
}
