import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { laneOf } from '@allocator/domain';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Bearer } from '../support/access-token.js';
import { auditor, bearer, imsOperator, wwsf } from '../support/access-token.js';
import type { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

interface Document {
  readonly id: string;
  readonly type: string;
  readonly lane: number;
  readonly position: number;
  readonly data: { readonly poolId?: string; readonly operatorId?: string; readonly agreementId?: string };
}

const lanes = 8;
const lane = laneOf('pool-a', lanes);
/** The pool of another tenant in the same lane. */
const neighbour =
  Array.from({ length: 100 }, (_, n) => `pool-${String(n)}`).find((id) => laneOf(id, lanes) === lane) ?? '';
const parsed = (line: string): Document => JSON.parse(line) as Document;
const idsOf = (all: readonly string[]): readonly string[] => all.map((line) => parsed(line).id);

describe('events', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    api = running.api;
    await api.setUpPool({ poolId: 'pool-a', identities: 2 });
    await api.setUpPool({ poolId: neighbour, identities: 3, first: 101, wwsfId: 'wwsf-b' });
    for (const poolId of ['pool-a', neighbour]) {
      for (const n of [1, 2, 3, 4]) await api.assign(poolId, `user-${String(n)}`);
    }
  }, 60_000);
  afterAll(() => running.end());

  async function lines(caller: Bearer, query: string) {
    const answer = await fetch(`${api.baseUrl}/v1/events?${query}`, { headers: bearer(caller) });
    const text = await answer.text();
    expect([query, answer.status]).toEqual([query, 200]);
    return { lines: text.split('\n').slice(0, -1), until: answer.headers.get('events-until') ?? '' };
  }
  const all = async (): Promise<readonly string[]> => (await lines(auditor, '')).lines;
  async function follow(caller: Bearer, query: string, headers: Record<string, string> = {}) {
    const end = new AbortController();
    const answer = await fetch(`${api.baseUrl}/v1/events?follow=true&${query}`, {
      headers: { ...bearer(caller), ...headers },
      signal: end.signal,
    });
    expect([query, answer.status]).toEqual([query, 200]);
    const reader = createInterface({ input: Readable.fromWeb(answer.body as never).on('error', () => undefined) });
    const coming = reader[Symbol.asyncIterator]();
    const next = async (): Promise<string> => String((await coming.next()).value);
    return {
      answer,
      next,
      end: () => {
        end.abort();
      },
    };
  }

  it.each<[string, Bearer, (data: Document['data'], type: string) => boolean]>([
    ['wwsf-a', wwsf('wwsf-a'), ({ poolId, agreementId }) => poolId === 'pool-a' || agreementId === 'agreement-pool-a'],
    [
      'op-pool-a',
      imsOperator('op-pool-a'),
      ({ poolId, operatorId }) => poolId === 'pool-a' || operatorId === 'op-pool-a',
    ],
    [
      'wwsf-b',
      wwsf('wwsf-b'),
      ({ poolId, agreementId }) => poolId === neighbour || agreementId === `agreement-${neighbour}`,
    ],
    ['wwsf-none', wwsf('wwsf-none'), () => false],
  ])(
    'of %s: those of its pools and agreements alone, byte for byte, each lane in its order',
    async (_, caller, isOwn) => {
      const own = (await all()).filter((line) => isOwn(parsed(line).data, parsed(line).type));
      const got = (await lines(caller, '')).lines;
      expect([...got].sort()).toEqual([...own].sort());
      for (let n = 0; n < lanes; n++) {
        const positions = got
          .map(parsed)
          .filter((event) => event.lane === n)
          .map(({ position }) => position);
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        expect((await lines(caller, `lane=${String(n)}`)).lines).toEqual(got.filter((line) => parsed(line).lane === n));
      }
    },
  );

  it('of a WWSF contain no profile, and those of an operator contain its own', async () => {
    const types = async (caller: Bearer) => (await lines(caller, '')).lines.map((line) => parsed(line).type);
    expect(await types(wwsf('wwsf-a'))).not.toContain('OperatorProfileSet');
    expect(await types(imsOperator('op-pool-a'))).toEqual(
      expect.arrayContaining([
        'OperatorProfileSet',
        'AgreementSet',
        'PoolSet',
        'IdentityImported',
        'Assigned',
        'Refused',
      ]),
    );
  });

  it('of a tenant continue after any page, also past the events of others', async () => {
    const caller = wwsf('wwsf-b');
    const whole = (await lines(caller, `lane=${String(lane)}`)).lines;
    const got: string[] = [];
    for (let after = 0; got.length < whole.length;) {
      const { lines: page } = await lines(caller, `lane=${String(lane)}&after=${String(after)}&limit=2`);
      expect(page.length).toBeGreaterThan(0);
      got.push(...page);
      after = parsed(page.at(-1) ?? '').position;
    }
    expect(got).toEqual(whole);
    const head = (await all()).map(parsed).filter((event) => event.lane === lane).length;
    const { lines: none, until } = await lines(wwsf('wwsf-a'), `lane=${String(lane)}&after=${String(head - 1)}`);
    expect([none, until]).toEqual([[], `${String(lane)}-${String(head)}`]);
  });

  it('of all lanes start after the given ids, and at the beginning of the other lanes', async () => {
    const whole = await all();
    const last = new Map(whole.map(parsed).map((event) => [event.lane, event.position]));
    const except = [...last]
      .filter(([of]) => of !== lane)
      .map(([of, position]) => `after=${String(of)}-${String(position)}`);
    const rest = (await lines(auditor, [...except, `after=${String(lane)}-2`].join('&'))).lines;
    expect(idsOf(rest)).toEqual(idsOf(whole.filter((line) => parsed(line).lane === lane)).slice(2));
    expect((await lines(auditor, except.join('&'))).lines).toHaveLength(last.get(lane) ?? 0);
  });

  it.each([
    'after=41',
    `after=${String(lane)}-1&after=${String(lane)}-2`,
    'after=8-1',
    `lane=${String(lane)}&after=0-1`,
    'after=x',
  ])('refuse %s', async (query) => {
    expect(await api.as(auditor).get(`/v1/events?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });

  it('from now on, of all lanes in one stream: only new ones', async () => {
    const stream = await follow(auditor, 'after=latest');
    const start = stream.answer.headers.get('events-after') ?? '';
    expect(start.split(',').map((id) => id.split('-')[0])).toEqual(
      [...new Set((await all()).map((line) => String(parsed(line).lane)))].sort(),
    );
    const refused = await api.assign('pool-a', 'new');
    expect(refused.status).toBe(409);
    expect(parsed(await stream.next())).toMatchObject({ type: 'Refused', lane });
    stream.end();
    const resumed = await follow(
      auditor,
      start
        .split(',')
        .map((id) => `after=${id}`)
        .join('&'),
    );
    expect(parsed(await resumed.next())).toMatchObject({ type: 'Refused', lane });
    resumed.end();
  });

  it('of all lanes as server-sent events: an id names the place in each lane, also past the events of others', async () => {
    const stream = await follow(wwsf('wwsf-a'), 'after=latest', { accept: 'text/event-stream' });
    const first = await stream.next();
    expect(first).toMatch(new RegExp(`^id: .*\\b${String(lane)}-\\d+`));
    expect(await stream.next()).toBe('');
    const positionIn = (block: string): number => Number(new RegExp(`\\b${String(lane)}-(\\d+)`).exec(block)?.[1]);
    await api.assign(neighbour, 'new');
    await api.assign('pool-a', 'new');
    const data = await stream.next();
    expect(parsed(data.replace(/^data: /, ''))).toMatchObject({ type: 'Refused', data: { poolId: 'pool-a' } });
    expect(await stream.next()).toBe('');
    const last = await stream.next();
    expect(positionIn(last)).toBe(positionIn(first) + 2);
    stream.end();
    const resumed = await follow(wwsf('wwsf-a'), '', {
      accept: 'text/event-stream',
      'last-event-id': first.replace(/^id: /, ''),
    });
    expect(await resumed.next()).toBe(data);
    resumed.end();
  });
});
