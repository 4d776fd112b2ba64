import { describe, expect, it } from '@jest/globals';
import { followEvents } from '../../src/events/follow-events.js';
import type { FollowStatus, FollowedStream } from '../../src/events/follow-events.js';
import { eventOf } from '../events/event-of.js';

const lineOf = (position: number): string =>
  JSON.stringify(eventOf('Refused', position, { poolId: 'pool-a', reason: 'pool-exhausted', count: 1 }, position));

interface Connection {
  readonly lines: readonly string[];
  readonly startsAfter?: readonly string[];
  readonly fails?: Error;
}

/** Each connection sends its lines, then ends or fails; the last one stops the follower. */
async function followed(connections: readonly Connection[]) {
  const stop = new AbortController();
  const seen = {
    after: [] as (readonly string[] | 'latest')[],
    positions: [] as number[],
    statuses: [] as FollowStatus[],
  };
  const stream: FollowedStream = {
    async *open(after, opened) {
      const connection = connections[seen.after.length];
      seen.after.push(after);
      opened(connection?.startsAfter ?? []);
      yield* connection?.lines ?? [];
      if (seen.after.length === connections.length) stop.abort();
      if (connection?.fails !== undefined) throw connection.fails;
    },
    onEvent: ({ event }) => seen.positions.push(event.position),
    onStatus: (status) => seen.statuses.push(status),
    pause: () => Promise.resolve(),
    isTemporary: ({ message }) => message === 'temporary',
  };
  const error = await followEvents(stream, stop.signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { ...seen, error };
}

describe('following events', () => {
  it('resumes after the last event of each lane, without a gap and without repetition', async () => {
    const { after, positions } = await followed([
      { lines: [lineOf(7), lineOf(8)] },
      { lines: [lineOf(8), lineOf(9)], fails: new Error('temporary') },
      { lines: ['not an event', lineOf(10)] },
    ]);
    expect(after).toEqual(['latest', ['3-8'], ['3-9']]);
    expect(positions).toEqual([7, 8, 9, 10]);
  });

  it('misses nothing in lanes of which it has received nothing yet', async () => {
    const { after, positions } = await followed([
      { lines: [], startsAfter: ['3-40', '0-7'] },
      { lines: [lineOf(41)], startsAfter: ['3-40', '0-7'] },
      { lines: [] },
    ]);
    expect(after).toEqual(['latest', ['3-40', '0-7'], ['3-41', '0-7']]);
    expect(positions).toEqual([41]);
    const { after: ofEmpty } = await followed([{ lines: [] }, { lines: [] }]);
    expect(ofEmpty).toEqual(['latest', []]);
  });

  it('pauses longer from failure to failure, and shortly again after an event', async () => {
    const fails = new Error('temporary');
    const { statuses } = await followed([
      { lines: [], fails },
      { lines: [], fails },
      { lines: [], fails },
      { lines: [lineOf(1)], fails },
      { lines: [] },
    ]);
    const pauses = statuses.flatMap((status) => (status.kind === 'reconnecting' ? [status.pauseMs] : []));
    const longest = [500, 1_000, 2_000, 500];
    for (const [index, most] of longest.entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(most / 2);
      expect(pauses[index]).toBeLessThanOrEqual(most);
    }
    expect(statuses.at(0)).toEqual({ kind: 'connecting' });
    expect(statuses.at(1)).toEqual({ kind: 'connected' });
    expect(statuses.at(2)).toMatchObject({ kind: 'reconnecting', error: fails });
  });

  it('ends with an error that will not pass', async () => {
    const forbidden = new Error('forbidden');
    const { error, after } = await followed([{ lines: [], fails: forbidden }, { lines: [] }]);
    expect(error).toBe(forbidden);
    expect(after).toHaveLength(1);
  });
});
