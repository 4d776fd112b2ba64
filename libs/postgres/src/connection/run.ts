import type { Client, ClientBase, Pool, PoolClient, QueryResultRow } from 'pg';
import { retrying } from './retrying.js';
import type { Statement } from '../sql/statement.js';

/** A statement with its parameters, ready to be sent. */
export interface Call {
  readonly statement: Statement;
  readonly values: readonly (Buffer | string | number | null)[];
}

/** Runs a named statement, prepared once a connection. */
export async function run<R extends QueryResultRow>(
  client: ClientBase | Pool,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<R[]> {
  const { rows } = await client.query<R>({ name, text, values: [...values] });
  return rows;
}

/**
 * Sends all of them, in order. The calls are complete before the first is sent: a commit that follows must never be sent without one of
 * them.
 */
export function sendAll(client: ClientBase, calls: readonly Call[]): Promise<unknown> {
  return Promise.all(calls.map(({ statement, values }) => run(client, statement, values)));
}

/**
 * Sends the statements that `send` sends before it waits in one packet: one system call here and one wake-up of the server, instead of one
 * for each statement. This saves a sixth of the time of a batch of eight.
 */
export function together<T>(client: PoolClient, send: () => T): T {
  const { stream } = (client as PoolClient & Pick<Client, 'connection'>).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
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
