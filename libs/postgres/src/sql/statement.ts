/** A statement with a name: prepared once a connection, and found by its name in pg_stat_statements and in logs. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}
