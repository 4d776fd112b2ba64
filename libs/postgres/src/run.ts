import type { ClientBase, Pool, QueryResultRow } from 'pg';
import { retrying } from './retry.js';
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

/** The same outside a transaction, run again where it failed for a passing reason; throws `StoreUnavailableError`. */
export function ask<R extends QueryResultRow>(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<R[]> {
  return retrying(() => run<R>(pool, statement, values));
}
