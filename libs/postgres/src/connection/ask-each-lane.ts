import { setTimeout as sleep } from 'node:timers/promises';
import type { LanesToRead } from '@allocator/application';
import { StoreUnavailableError } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Pool, QueryResultRow } from 'pg';
import type { LaneWise } from '../sql/lane-wise.js';
import { isOnCitus } from './is-on-citus.js';
import { ask, run } from './run.js';

/** After this time without an answer, a lane is left out of a question that is repeated every few seconds. */
const pollMsMax = 1_000;

export interface LanesAsked {
  /** Default: `answering`. */
  readonly which?: LanesToRead;
  /** After this time without an answer, a lane is left out. Default: 1 s. */
  readonly answerMsMax?: number;
}

/** The ends of the last questions about lanes. A lane is asked again only then: otherwise a silent server would take all connections. */
const ends = new WeakMap<Pool, Map<Lane, Promise<void>>>();

/**
 * Asks about every lane: by one statement, or on Citus by one for each lane. There, lanes whose server does not answer are left out, and
 * nothing is tried again: a server can be away for long. A lane is asked when the questions of others about it are answered. Throws if no
 * lane is answered, or if one is left out and `which` is `all`.
 * @param values from $2 on
 * @returns the rows of one statement in its order; those of several in the order of the lanes
 */
export async function askEachLane<R extends QueryResultRow>(
  pool: Pool,
  count: number,
  statement: LaneWise,
  values: readonly unknown[] = [],
  { which = 'answering', answerMsMax = pollMsMax }: LanesAsked = {},
): Promise<R[]> {
  const lanes = Array.from({ length: count }, (_, lane) => lane as Lane);
  if (!isOnCitus(pool)) return ask<R>(pool, statement, [lanes, ...values]);
  const answers = new Map<Lane, readonly R[]>();
  let cause: unknown;
  const late = new AbortController();
  const asked = lanes.map((lane) =>
    inTurn(pool, lane, async () => {
      if (late.signal.aborted) return;
      try {
        answers.set(lane, await run<R>(pool, statement, [[lane], ...values]));
      } catch (error) {
        cause = error;
      }
    }),
  );
  await Promise.race([Promise.all(asked), sleep(answerMsMax, undefined, { signal: late.signal })]);
  late.abort();
  if (answers.size === 0 || (which === 'all' && answers.size < count)) throw new StoreUnavailableError({ cause });
  return lanes.flatMap((lane) => answers.get(lane) ?? []);
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
