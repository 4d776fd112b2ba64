import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { auditor, bearer } from '../support/access-token.js';
import type { ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const lane = 6;
const documents = 1_207;

interface Document {
  readonly id: string;
  readonly type: string;
  readonly position: number;
  readonly previous: string;
}

const parsed = (line: string): Document => JSON.parse(line) as Document;
const sha256 = (bytes: string): string => createHash('sha256').update(bytes, 'utf8').digest('hex');

describe('GET /v1/events', () => {
  let running: RunningService;
  let api: ApiClient;
  beforeAll(async () => {
    running = await runService();
    api = running.api;
    await api.setUpPool({ poolId: 'pool-a', identities: 1_200 });
    for (let n = 0; n < 6; n++) await api.assign('pool-a', `user-${String(n)}`);
  }, 60_000);
  afterAll(() => running.end());

  async function lines(query: string): Promise<string[]> {
    const answer = await fetch(`${api.baseUrl}/v1/events?${query}`, { headers: bearer(auditor) });
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    if (text !== '') expect(text.endsWith('\n')).toBe(true);
    return text.split('\n').slice(0, -1);
  }

  it('gives the stored bytes, one document per line, ordered by position', async () => {
    const { rows } = await running.database.owner.query<{ document: Buffer | string }>(
      'select document from events where lane = $1 order by position',
      [lane],
    );
    const stored = rows.map(({ document }) => document.toString());
    expect(stored).toHaveLength(documents);
    expect(await lines(`lane=${String(lane)}&limit=100000`)).toEqual(stored);
  });

  it('can be verified: previous is the SHA-256 of the line before (64 zeros for the first), and no position is missing', async () => {
    const all = await lines(`lane=${String(lane)}&limit=100000`);
    expect(all.map((line) => parsed(line).position)).toEqual(all.map((_, index) => index + 1));
    expect(all.map((line) => parsed(line).previous)).toEqual(['0'.repeat(64), ...all.slice(0, -1).map(sha256)]);
  });

  it('gives a thousand events without a limit, and continues after any position', async () => {
    const first = await lines(`lane=${String(lane)}`);
    expect(first).toHaveLength(1_000);
    const rest = await lines(`lane=${String(lane)}&after=1000`);
    expect(rest.map((line) => parsed(line).position)).toEqual(Array.from({ length: 207 }, (_, n) => 1_001 + n));
    expect(await lines(`lane=${String(lane)}&after=${String(documents)}`)).toEqual([]);
    expect(await lines(`lane=${String(lane)}&after=999999999`)).toEqual([]);
  });

  it.each([1, 499, 500, 501])('gives at most the limit: %i', async (limit) => {
    const positions = (await lines(`lane=${String(lane)}&after=3&limit=${String(limit)}`)).map(
      (l) => parsed(l).position,
    );
    expect(positions).toEqual(Array.from({ length: limit }, (_, n) => 4 + n));
  });

  it('is empty for a lane without events', async () => {
    expect(await lines('lane=7')).toEqual([]);
  });

  it.each([
    'lane=',
    'lane=8',
    'lane=-1',
    'lane=six',
    'lane=6.5',
    'lane=6&after=-1',
    'lane=6&after=x',
    'lane=6&limit=0',
    'lane=6&limit=100001',
    'lane=6&follow=yes',
    'lane=6&from=1',
    'lane=6&lane=5',
    'lane=99999999999999999999',
  ])('refuses the query %j', async (query) => {
    expect(await api.get(`/v1/events?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });
});

describe('GET /v1/events?follow=true', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService();
    await running.api.setUpPool({ poolId: 'pool-a', identities: 3 });
  }, 60_000);
  afterAll(() => running.end());

  it('is answered immediately, even if the lane has no events', async () => {
    const end = new AbortController();
    const answer = await fetch(`${running.api.baseUrl}/v1/events?lane=7&follow=true`, {
      headers: bearer(auditor),
      signal: end.signal,
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    end.abort();
  });

  it('gives stored events, stays open for new ones, and ends with a whole line when the service stops', async () => {
    const { api, process } = running;
    const answer = await fetch(`${api.baseUrl}/v1/events?lane=6&after=2&follow=true`, {
      headers: bearer(auditor),
    });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const following = createInterface({ input: Readable.fromWeb(answer.body as never) })[Symbol.asyncIterator]();
    const next = async (): Promise<Document> => parsed(String((await following.next()).value));
    expect([(await next()).position, (await next()).position]).toEqual([3, 4]);

    const pending = next();
    const assigned = await api.assign('pool-a', 'alice');
    expect(await pending).toMatchObject({ id: assigned.body['assignmentId'], type: 'Assigned', position: 5 });
    await api.release(String(assigned.body['assignmentId']));
    expect(await next()).toMatchObject({ type: 'Released', position: 6 });

    const end = following.next();
    expect(await process.stop()).toBe(0);
    expect(await end).toMatchObject({ done: true });
  }, 30_000);
});

describe('GET /v1/events as server-sent events', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService();
    await running.api.setUpPool({ poolId: 'pool-a', identities: 3 });
  }, 60_000);
  afterAll(() => running.end());

  const open = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${running.api.baseUrl}/v1/events?${query}`, {
      headers: { ...bearer(auditor), accept: 'text/event-stream', ...headers },
    });

  /** Reads this many events as a browser does (WHATWG HTML, clause 9.2.6). */
  async function take(answer: Response, count: number): Promise<readonly { id: string; data: string }[]> {
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const taken: { id: string; data: string }[] = [];
    let fields: Record<string, string> = {};
    for await (const line of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
      const [, name = '', value = ''] = /^(\w*): ?(.*)$/.exec(line) ?? [];
      if (line !== '') fields[name] = value;
      else if (fields['data'] !== undefined) {
        taken.push({ id: fields['id'] ?? '', data: fields['data'] });
        fields = {};
      }
      if (taken.length === count) break;
    }
    return taken;
  }

  it('gives the stored documents with their ids, and stays open for new ones', async () => {
    const answer = await open('lane=6&after=2');
    const coming = take(answer, 3);
    await running.api.assign('pool-a', 'alice');
    const events = await coming;
    expect(events.map(({ id }) => id)).toEqual(['6-3', '6-4', '6-5']);
    expect(events.map(({ data }) => parsed(data).id)).toEqual(['6-3', '6-4', '6-5']);
    expect(sha256(events[0]?.data ?? '')).toBe(parsed(events[1]?.data ?? '{}').previous);
  });

  it('continues after the last event that the reader has received, whatever its query says', async () => {
    const [first] = await take(await open('lane=6&after=0', { 'last-event-id': '6-3' }), 1);
    expect(first?.id).toBe('6-4');
  });

  it('names its place to a follower that starts at the end, before there is an event', async () => {
    const answer = await open('lane=6&after=latest');
    const lines = createInterface({ input: Readable.fromWeb(answer.body as never) })[Symbol.asyncIterator]();
    const [first] = answer.headers.get('events-after')?.split(',') ?? [];
    expect(first).toMatch(/^6-\d+$/);
    expect(await lines.next()).toEqual({ done: false, value: `id: ${String(first)}` });
    await lines.return?.();
  }, 10_000);

  it.each(['5-3', 'x', '6-0'])('refuses Last-Event-ID %s: not an event of the lane', async (id) => {
    expect((await open('lane=6', { 'last-event-id': id })).status).toBe(400);
  });
});
