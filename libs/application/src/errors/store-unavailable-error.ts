/** The database did not answer in time, or failed. The request can be sent again: a command keeps its one outcome. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
  readonly retryAfterSeconds = 1;
  constructor(options: { readonly cause: unknown }, message = 'the database does not answer') {
    super(message, options);
  }
}
