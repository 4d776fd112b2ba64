/** An instant as the domain has it: whole milliseconds since 1970, exact. */
export function milliseconds(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8`;
}

/** A statement with a name: prepared once a connection, and found by its name in pg_stat_statements and in logs. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}
