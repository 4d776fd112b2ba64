/** What the project demands of a figure. */
export interface Target {
  /** A scenario's rate, `<scenario>.<figure>` for one of its further figures, or `serviceMemoryMb`. */
  readonly of: string;
  /** The scenario whose rate it is divided by. */
  readonly per?: string;
  readonly atLeast?: number;
  readonly below?: number;
}

/** The most resident memory that the service had in any scenario. */
export const serviceMemoryMb = 'service MB, any scenario';
