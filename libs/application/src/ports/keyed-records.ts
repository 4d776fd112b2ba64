/** The records of each key; every group is complete, and in the order in which its records were added. */
export type RecordGroups = ReadonlyMap<string, readonly string[]>;

/**
 * Records that are written in any order of keys and read back key by key, so that a history of any length can be checked identity by
 * identity in bounded memory.
 */
export interface KeyedRecords {
  /** Number of added records. */
  readonly count: number;
  /** Neither the key nor the record has a line feed or a tab: JSON text has none. */
  add(key: string, record: string): void;
  /** All groups, several at a time. No record is added after this call. */
  groups(): AsyncIterable<RecordGroups>;
  /** Frees memory and files. Called once, also after a failure. */
  close(): void;
}
