/** A group of records for each key, every group whole and in the order in which its records were added. */
export type RecordGroups = ReadonlyMap<string, readonly string[]>;

/**
 * Records that are written in any order of their keys and read back key by key, so that a history of any length can be looked
 * at identity by identity in bounded memory.
 */
export interface KeyedRecords {
  /** How many were added. */
  readonly count: number;
  /** Neither the key nor the record has a line feed or a tab: JSON text has none. */
  add(key: string, record: string): void;
  /** All groups, some at a time. Nothing is added from the first one on. */
  groups(): AsyncIterable<RecordGroups>;
  /** Frees what the records take. Called once, whatever happened before. */
  close(): void;
}
