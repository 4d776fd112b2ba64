/** How a record of a command topic is answered. */
export type Verdict = OutcomeVerdict | DeadLetterVerdict;

/** The outcome of a command, for its WWSF. */
export interface OutcomeVerdict {
  readonly kind: 'outcome';
  readonly commandId: string;
  /** JSON text. */
  readonly value: string;
}

/** The record cannot be answered. It is kept in the dead-letter topic for operators. */
export interface DeadLetterVerdict {
  readonly kind: 'dead-letter';
  /** Kebab-case, stable. */
  readonly reason: string;
  /** What is wrong with the record. Text for operators. */
  readonly detail: string;
  /** Offset of the last record, for a dead letter that stands for several. */
  readonly lastOffset?: string;
}
