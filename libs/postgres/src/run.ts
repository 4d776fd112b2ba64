import type { ClientBase, Pool, QueryResultRow } from 'pg';
import type { Statement } from './sql.js';

/** Runs a named statement, prepared once a connection. */
export async function run<R extends QueryResultRow>(
  client: ClientBase | Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<R[]> {
  const { rows } = await client.query<R>({ name: statement.name, text: statement.text, values: [...values] });
  return rows;
}
