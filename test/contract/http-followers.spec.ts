import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { once } from 'node:events';
import { whereAvailable } from '@allocator/testing';
import { bearer, claimsOf, testKey } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const perTenantMax = 20;
/** The default of AUTH_LEEWAY_SECONDS. */
const leewaySeconds = 30;
const path = '/v1/events?lane=7&follow=true';
const noTimers = process.platform === 'linux' ? undefined : 'only Linux shows which timer a connection has';
const analystOf = (client: string) => bearer({ roles: ['analyst'], client });

describe('followers of events', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
  }, 60_000);
  afterAll(() => running.end());

  it('of one tenant are limited: more get 429, while another tenant can follow', async () => {
    const end = new AbortController();
    const follow = (headers: Record<string, string>, lane = 7) =>
      fetch(`${running.api.baseUrl}/v1/events?lane=${String(lane)}&follow=true`, { headers, signal: end.signal });
    const open = await Promise.all(Array.from({ length: perTenantMax }, () => follow(analystOf('greedy'))));
    expect(open.map(({ status }) => status)).toEqual(open.map(() => 200));
    const refused = await follow({ ...analystOf('greedy'), accept: 'text/event-stream' });
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      429,
      '10',
      expect.objectContaining({
        code: 'too-many-followers',
        detail: 'limit of 20 followers of events per tenant and process',
      }),
    ]);
    expect((await follow(analystOf('other'))).status).toBe(200);
    end.abort();
    await eventually(async () => {
      const again = new AbortController();
      const { status } = await fetch(running.api.baseUrl + path, {
        headers: analystOf('greedy'),
        signal: again.signal,
      });
      again.abort();
      return status === 200;
    }, 5_000);
  });

  it('end cleanly when their token expires', async () => {
    const token = testKey.token(
      claimsOf({ roles: ['analyst'], exp: Math.floor(Date.now() / 1_000) - leewaySeconds + 3 }),
    );
    const answer = await fetch(running.api.baseUrl + path, { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    const later = await fetch(running.api.baseUrl + path, { headers: { authorization: `Bearer ${token}` } });
    expect([later.status, await later.json()]).toEqual([
      401,
      expect.objectContaining({ detail: 'the token has expired' }),
    ]);
  });

  whereAvailable(it, noTimers)('have a connection that is probed while it is quiet', async () => {
    const sent = request(running.api.baseUrl + path, { headers: analystOf('probed'), agent: false });
    await once(sent.end(), 'response');
    const { localPort: follower = 0 } = sent.socket ?? {};
    const service = Number(new URL(running.api.baseUrl).port);
    await eventually(() => timerOf(service, follower) === 'keep-alive', 5_000, 'the timer of keep-alive');
    sent.on('error', () => undefined).destroy();
  });
});

/** The timer of the connection from one local port to another (proc(5), `/proc/net/tcp`). */
function timerOf(from: number, to: number): string | undefined {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .find(([, local = '', remote = '']) => local.endsWith(`:${hex(from)}`) && remote.endsWith(`:${hex(to)}`));
  return line?.[5]?.startsWith('02:') === true ? 'keep-alive' : line?.[5];
}
