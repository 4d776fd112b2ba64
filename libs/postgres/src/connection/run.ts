import type { ClientBase, Pool, PoolClient, QueryResultRow } from 'pg';
import { retrying } from './retrying.js';
import type { Answer, Call } from './round-trip.js';
import { RoundTrip } from './round-trip.js';
import type { Statement } from '../sql/statement.js';

/** The statements that `together` gathers for a connection. */
const gathered = new WeakMap<ClientBase | Pool, RoundTrip>();

/** Runs a named statement, prepared once a connection. */
export async function run<R extends QueryResultRow>(
  client: ClientBase | Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<R[]> {
  const { rows } = await answerTo<R>(client, statement, values);
  return rows;
}

/** The same, with what the server says that it has done. */
export function answerTo<R extends QueryResultRow>(
  client: ClientBase | Pool,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<Answer<R>> {
  const roundTrip = gathered.get(client);
  if (roundTrip !== undefined) return roundTrip.add(statement, values) as Promise<Answer<R>>;
  const { name, text } = statement;
  return client.query<R>({ name, text, values: [...values] });
}

/** Sends all of them, in order. */
export function sendAll(client: ClientBase, calls: readonly Call[]): Promise<unknown> {
  return Promise.all(calls.map(({ statement, values }) => run(client, statement, values)));
}

/** Sends the statements that `send` runs before it waits as one `RoundTrip`. They are complete before the first of them is sent. */
export function together<T>(client: PoolClient, send: () => T): T {
  if (gathered.has(client)) throw new Error('a round trip of this connection is being gathered');
  const roundTrip = new RoundTrip();
  gathered.set(client, roundTrip);
  try {
    return send();
  } finally {
    gathered.delete(client);
    if (!roundTrip.isEmpty) client.query(roundTrip);
  }
}

/** Runs a statement outside a transaction, and again after a transient failure. Throws `StoreUnavailableError`. */
export function ask<R extends QueryResultRow>(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<R[]> {
  return retrying(() => run<R>(pool, statement, values));
}
