/** The service takes no more for the moment; nothing was decided, and the same command may be sent again. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  constructor(readonly retryAfterSeconds: number) {
    super(`the queue is full; retry in ${String(retryAfterSeconds)} s`);
  }
}
