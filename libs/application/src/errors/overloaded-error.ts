/** The service takes no more commands at the moment. Nothing was decided: the same command can be sent again. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
  constructor(readonly retryAfterSeconds: number) {
    super(`the queue is full; retry in ${String(retryAfterSeconds)} s`);
  }
}
