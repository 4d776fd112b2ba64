/** The database did not answer in time, or not as a working one does. What was asked may be asked again: commands keep their one outcome. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
  readonly retryAfterSeconds = 1;
  constructor(options: { readonly cause: unknown }, message = 'the database does not answer') {
    super(message, options);
  }
}
