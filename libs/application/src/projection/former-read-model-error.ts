/** The read model from before the last replay is still kept: the operator must discard it before the next replay. */
export class FormerReadModelError extends Error {
  override readonly name = 'FormerReadModelError';
  constructor() {
    super('the read model of before the last replay is still kept: discard it first');
  }
}
