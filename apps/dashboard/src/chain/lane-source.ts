/** A page of signed checkpoints (JWS, compact), by position. */
export interface CheckpointPage {
  readonly jws: readonly string[];
  /** The `after` of the next page; null on the last page. */
  readonly next: number | null;
}

/** Where the history of a lane is read from. Nothing that it returns is trusted. */
export interface LaneSource {
  /** The lane's documents after a position up to another, one a line, in chunks as they arrive. */
  documents(lane: number, after: number, upTo: number, signal: AbortSignal): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** The lane's checkpoints after a position, at most so many. */
  checkpoints(lane: number, after: number, countMax: number, signal: AbortSignal): Promise<CheckpointPage>;
}
