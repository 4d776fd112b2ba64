/** The end of the events topic is unreadable, so it is unknown where publication must continue. */
export class PublishedTailError extends Error {
  override readonly name = 'PublishedTailError';
}
