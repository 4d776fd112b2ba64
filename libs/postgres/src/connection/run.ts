import type { Lane } from '@allocator/domain';
import type { ClientBase, Pool, PoolClient, QueryResultRow } from 'pg';
import { retrying } from './retrying.js';
import { isOnCitus } from './is-on-citus.js';
import type { Answer } from './round-trip.js';
import { RoundTrip } from './round-trip.js';
import { int2Array } from '../sql/binary-array.js';
import type { LaneWise } from '../sql/lane-wise.js';
import type { Statement } from '../sql/statement.js';

type Value = Buffer | string | number | null;

/** A statement with its parameters. The first one of a lane-wise statement is the lane of each row, at least one. */
export type Call =
  | { readonly statement: Statement; readonly values: readonly Value[] }
  | { readonly statement: LaneWise; readonly values: readonly [readonly Lane[], ...Value[]] };

/** The statements that `together` gathers for a connection. */
const gathered = new WeakMap<ClientBase | Pool, RoundTrip>();

/** Runs a named statement, prepared once a connection. */
export async function run<R extends QueryResultRow>(
  client: ClientBase | Pool,
  statement: Statement | LaneWise,
  values: readonly unknown[],
): Promise<R[]> {
  const { rows } = await answerTo<R>(client, statement, values);
  return rows;
}

/** The same, with what the server says that it has done. */
export function answerTo<R extends QueryResultRow>(
  client: ClientBase | Pool,
  statement: Statement | LaneWise,
  values: readonly unknown[] = [],
): Promise<Answer<R>> {
  if ('ofLanes' in statement) return answerTo(client, ...inForm(client, statement, values));
  const roundTrip = gathered.get(client);
  if (roundTrip !== undefined) return roundTrip.add(statement, values) as Promise<Answer<R>>;
  const { name, text } = statement;
  return client.query<R>({ name, text, values: [...values] });
}

function inForm(
  client: ClientBase | Pool,
  { ofLanes, ofLane }: LaneWise,
  [lanesOfRows, ...columns]: readonly unknown[],
): [Statement, readonly unknown[]] {
  if (!Array.isArray(lanesOfRows)) throw new TypeError(`the first value of ${ofLanes.name} is not an array of lanes`);
  const lanes = lanesOfRows as readonly Lane[];
  if (!isOnCitus(client)) return [ofLanes, [int2Array(lanes), ...columns]];
  const [lane] = lanes;
  if (!lanes.every((each) => each === lane)) throw new Error(`${ofLane.name} has rows of several lanes`);
  return [ofLane, [lane, ...columns]];
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
  statement: Statement | LaneWise,
  values: readonly unknown[],
): Promise<R[]> {
  return retrying(() => run<R>(pool, statement, values));
}
