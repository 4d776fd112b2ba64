/** Shows how far a long operation is. */
export interface Progress {
  /** Sets the total number of events. */
  grow(total: number): void;
  /** Adds events to those that are done. */
  add(events: number): void;
}
