import { setTimeout as sleep } from 'node:timers/promises';
import type { LanesToRead } from '@allocator/application';
import { StoreUnavailableError } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Pool, QueryResultRow } from 'pg';
import type { LaneWise } from '../sql/lane-wise.js';
import { isOnCitus } from './is-on-citus.js';
import { ask, run } from './run.js';

/** After this time without an answer, a lane is left out. */
const answerMsMax = 1_000;

/** The ends of the last questions about lanes. A lane is asked again only then: otherwise a silent server would take all connections. */
const ends = new WeakMap<Pool, Map<Lane, Promise<void>>>();

/**
 * Asks about every lane: by one statement, or on Citus by one for each lane. There, lanes whose server does not answer are left out, and
 * nothing is tried again: a server can be away for long. A lane is asked when the questions of others about it are answered. Throws if no
 * lane is answered, or if one is left out and `which` is `all`.
 * @param values from $2 on
 */
export async function askEachLane<R extends QueryResultRow>(
  pool: Pool,
  count: number,
  statement: LaneWise,
  values: readonly unknown[] = [],
  which: LanesToRead = 'answering',
): Promise<R[]> {
  const lanes = Array.from({ length: count }, (_, lane) => lane as Lane);
  if (!isOnCitus(pool)) return ask<R>(pool, statement, [lanes, ...values]);
  const rows: R[] = [];
  let answered = 0;
  let cause: unknown;
  const late = new AbortController();
  const asked = lanes.map((lane) =>
    inTurn(pool, lane, async () => {
      if (late.signal.aborted) return;
      try {
        rows.push(...(await run<R>(pool, statement, [[lane], ...values])));
        answered++;
      } catch (error) {
        cause = error;
      }
    }),
  );
  await Promise.race([Promise.all(asked), sleep(answerMsMax, undefined, { signal: late.signal })]);
  late.abort();
  if (answered === 0 || (which === 'all' && answered < count)) throw new StoreUnavailableError({ cause });
  return [...rows];
}

/** After what waits for the same lane. @param question does not fail */
function inTurn(pool: Pool, lane: Lane, question: () => Promise<void>): Promise<void> {
  const ofPool = ends.get(pool) ?? new Map<Lane, Promise<void>>();
  ends.set(pool, ofPool);
  const before = ofPool.get(lane);
  const end = before === undefined ? question() : before.then(question);
  ofPool.set(lane, end);
  return end;
}
