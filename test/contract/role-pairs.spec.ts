import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { impi, impu } from '@allocator/testing';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bearer } from '../support/access-token.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { shortProfile } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const page = fileURLToPath(new URL('../../docs/access.md', import.meta.url));
const roles = ['wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst'] as const;

/**
 * Three pools, each with its own operator, WWSF, subject and assignment. The caller is the WWSF of pool-a, the operator of pool-b
 * (and its eP-CSCF), and no party of pool-c.
 */
const pools = ['a', 'b', 'c'] as const;
type PoolName = (typeof pools)[number];
const ids: Omit<Bearer, 'roles'> = { wwsfId: 'wwsf-a', operatorId: 'op-pool-b' };

interface Target {
  readonly poolId: string;
  readonly operatorId: string;
  readonly agreementId: string;
  readonly wwsfId: string;
  readonly impi: (number: number) => string;
  readonly impu: string;
  readonly assignmentId: string;
  readonly subjectId: string;
}
type Call = (as: ApiClient, of: Target) => Promise<Answer>;

const key = () => ({ 'idempotency-key': randomUUID() });
const why = 'reason=case%202026-117';
const subject = { kind: 'authenticated', ref: 'new-subject' };
const profile = shortProfile();
const lifetimes = { securityLifetimeSeconds: 3600, quarantineSeconds: 0, minTokenLifetimeSeconds: 1 };
const stock =
  (verb: string, number: number, body: object = {}): Call =>
  (as, { poolId, impi: of }) =>
    as.send('POST', `/v1/pools/${poolId}/identities/${of(number)}/${verb}`, body, key());
const get =
  (path: (of: Target) => string): Call =>
  (as, of) =>
    as.get(path(of));

/** A list reaches the targets that are in it. */
const listed =
  (path: string, idOf: (of: Target) => string, member: string): Call =>
  async (as, of) => {
    const answer = await as.get(path);
    const items = (answer.body['items'] ?? []) as Record<string, unknown>[];
    const isListed = answer.status !== 200 || items.some((item) => item[member] === idOf(of));
    return isListed ? answer : { ...answer, body: { code: 'not-listed' } };
  };
/** Events reach the pools of which there is an assignment in them. */
const eventsOf: Call = async (as, { poolId }) => {
  const answer = await as.get('/v1/events?limit=100000');
  if (answer.status !== 200) return answer;
  const text = await as.text('/v1/events?limit=100000');
  const isRead = text
    .split('\n')
    .some((line) => line.includes('"type":"Assigned"') && line.includes(`"poolId":"${poolId}"`));
  return isRead ? answer : { ...answer, body: { code: 'not-listed' } };
};

/** How each call is made about a target. */
const calls: Readonly<Record<string, Call>> = {
  'GET /v1/operators': listed('/v1/operators', ({ operatorId }) => operatorId, 'operatorId'),
  'GET /v1/operators/:operatorId': get(({ operatorId }) => `/v1/operators/${operatorId}`),
  'PUT /v1/operators/:operatorId': (as, { operatorId }) => as.put(`/v1/operators/${operatorId}`, profile),
  'GET /v1/operators/:operatorId/feasibility': get(({ operatorId }) => `/v1/operators/${operatorId}/feasibility`),
  'GET /v1/agreements': listed('/v1/agreements', ({ agreementId }) => agreementId, 'agreementId'),
  'GET /v1/agreements/:agreementId': get(({ agreementId }) => `/v1/agreements/${agreementId}`),
  'PUT /v1/agreements/:agreementId': (as, { agreementId, operatorId, wwsfId }) =>
    as.put(`/v1/agreements/${agreementId}`, { operatorId, wwsfId, ...lifetimes, status: 'active' }),
  'GET /v1/pools': listed('/v1/pools', ({ poolId }) => poolId, 'poolId'),
  'GET /v1/pools/:poolId': get(({ poolId }) => `/v1/pools/${poolId}`),
  'PUT /v1/pools/:poolId': (as, { poolId, agreementId }) =>
    as.put(`/v1/pools/${poolId}`, { agreementId, anonymous: 'allowed', repeatSubject: 'another' }),
  'POST /v1/pools/:poolId/identities': (as, { poolId, impi: of, impu: name }) =>
    as.send('POST', `/v1/pools/${poolId}/identities`, `${of(1)},${name}\n`, { 'content-type': 'text/csv' }),
  'GET /v1/pools/:poolId/identities': get(({ poolId }) => `/v1/pools/${poolId}/identities`),
  'GET /v1/pools/:poolId/identities/:impi': get(({ poolId, impi: of }) => `/v1/pools/${poolId}/identities/${of(1)}`),
  'POST /v1/pools/:poolId/identities/:impi/suspend': stock('suspend', 5),
  'POST /v1/pools/:poolId/identities/:impi/resume': stock('resume', 6),
  'POST /v1/pools/:poolId/identities/:impi/retire': stock('retire', 7),
  'POST /v1/pools/:poolId/identities/:impi/revoke': stock('revoke', 8, { quarantineSeconds: 1, reason: 'abuse' }),
  'GET /v1/pools/:poolId/availability': get(({ poolId }) => `/v1/pools/${poolId}/availability`),
  'GET /v1/pools/:poolId/activity': get(({ poolId }) => `/v1/pools/${poolId}/activity`),
  'POST /v1/pools/:poolId/assignments': (as, { poolId }) =>
    as.send('POST', `/v1/pools/${poolId}/assignments`, { subject }, key()),
  'POST /v1/pools/:poolId/assignment-batches': (as, { poolId }) =>
    as.send('POST', `/v1/pools/${poolId}/assignment-batches`, { commands: [{ commandId: randomUUID(), subject }] }),
  'GET /v1/assignments/:assignmentId': get(({ assignmentId }) => `/v1/assignments/${assignmentId}`),
  'POST /v1/assignments/:assignmentId/release': (as, { assignmentId }) =>
    as.send('POST', `/v1/assignments/${assignmentId}/release`, {}, key()),
  'POST /v1/assignments/:assignmentId/prolong': (as, { assignmentId }) =>
    as.send('POST', `/v1/assignments/${assignmentId}/prolong`, {}, key()),
  'POST /v1/indications': (as, { operatorId, impi: of }) =>
    as.send('POST', '/v1/indications', { operatorId, impi: of(9), generation: 1, tokenRefused: true }),
  'POST /v1/pools/:poolId/erasures': (as, { poolId }) =>
    as.send('POST', `/v1/pools/${poolId}/erasures`, { subject: { kind: 'authenticated', ref: 'unknown' } }),
  'GET /v1/audit/holders': get(({ impi: of }) => `/v1/audit/holders?impi=${of(1)}&${why}`),
  'GET /v1/audit/identities/:impi/timeline': get(({ impi: of }) => `/v1/audit/identities/${of(1)}/timeline?${why}`),
  'POST /v1/audit/subject-searches': (as, { subjectId }) =>
    as.send('POST', '/v1/audit/subject-searches', { subjectId, reason: 'case 2026-117' }),
  'GET /v1/audit/reads': get(() => '/v1/audit/reads'),
  'PUT /v1/audit/subjects/:subjectId/legal-hold': (as, { subjectId }) =>
    as.put(`/v1/audit/subjects/${subjectId}/legal-hold`, { reason: 'case 2026-117' }),
  'DELETE /v1/audit/subjects/:subjectId/legal-hold': (as, { subjectId }) =>
    as.send('DELETE', `/v1/audit/subjects/${subjectId}/legal-hold`),
  'GET /v1/events': eventsOf,
  'GET /v1/analytics/pools/:poolId': get(({ poolId }) => `/v1/analytics/pools/${poolId}`),
  'GET /v1/analytics/pools/:poolId/forecast': get(({ poolId }) => `/v1/analytics/pools/${poolId}/forecast`),
  'GET /v1/health': get(() => '/v1/health'),
  'GET /v1/lanes': get(() => '/v1/lanes'),
  'GET /v1/checkpoints': get(() => '/v1/checkpoints?lane=0'),
};

/** By call: which of the three targets each single role reaches. Roles as above. */
const reach: Readonly<
  Record<string, readonly [wwsf: string, operator: string, epCscf: string, auditor: string, analyst: string]>
> = {
  'GET /v1/operators': ['', 'b', 'b', 'abc', 'abc'],
  'GET /v1/operators/:operatorId': ['', 'b', 'b', 'abc', 'abc'],
  'PUT /v1/operators/:operatorId': ['', 'b', '', '', ''],
  'GET /v1/operators/:operatorId/feasibility': ['', 'b', '', '', ''],
  'GET /v1/agreements': ['a', 'b', '', 'abc', 'abc'],
  'GET /v1/agreements/:agreementId': ['a', 'b', '', 'abc', 'abc'],
  'PUT /v1/agreements/:agreementId': ['', 'b', '', '', ''],
  'GET /v1/pools': ['a', 'b', 'b', 'abc', 'abc'],
  'GET /v1/pools/:poolId': ['a', 'b', 'b', 'abc', 'abc'],
  'PUT /v1/pools/:poolId': ['', 'b', '', '', ''],
  'POST /v1/pools/:poolId/identities': ['', 'b', '', '', ''],
  'GET /v1/pools/:poolId/identities': ['a', 'b', 'b', 'abc', 'abc'],
  'GET /v1/pools/:poolId/identities/:impi': ['a', 'b', 'b', 'abc', 'abc'],
  'POST /v1/pools/:poolId/identities/:impi/suspend': ['', 'b', '', '', ''],
  'POST /v1/pools/:poolId/identities/:impi/resume': ['', 'b', '', '', ''],
  'POST /v1/pools/:poolId/identities/:impi/retire': ['', 'b', '', '', ''],
  'POST /v1/pools/:poolId/identities/:impi/revoke': ['', 'b', '', '', ''],
  'GET /v1/pools/:poolId/availability': ['a', 'b', 'b', 'abc', 'abc'],
  'GET /v1/pools/:poolId/activity': ['a', 'b', 'b', 'abc', 'abc'],
  'POST /v1/pools/:poolId/assignments': ['a', '', '', '', ''],
  'POST /v1/pools/:poolId/assignment-batches': ['a', '', '', '', ''],
  'GET /v1/assignments/:assignmentId': ['a', '', '', '', ''],
  'POST /v1/assignments/:assignmentId/release': ['a', '', '', '', ''],
  'POST /v1/assignments/:assignmentId/prolong': ['a', '', '', '', ''],
  'POST /v1/indications': ['', '', 'b', '', ''],
  'POST /v1/pools/:poolId/erasures': ['a', '', '', '', ''],
  'GET /v1/audit/holders': ['', '', '', 'abc', ''],
  'GET /v1/audit/identities/:impi/timeline': ['', '', '', 'abc', ''],
  'POST /v1/audit/subject-searches': ['', '', '', 'abc', ''],
  'GET /v1/audit/reads': ['', '', '', 'abc', ''],
  'PUT /v1/audit/subjects/:subjectId/legal-hold': ['', '', '', 'abc', ''],
  'DELETE /v1/audit/subjects/:subjectId/legal-hold': ['', '', '', 'abc', ''],
  'GET /v1/events': ['a', 'b', '', 'abc', 'abc'],
  'GET /v1/analytics/pools/:poolId': ['a', 'b', '', 'abc', 'abc'],
  'GET /v1/analytics/pools/:poolId/forecast': ['a', 'b', '', 'abc', 'abc'],
  'GET /v1/health': ['', 'abc', '', 'abc', 'abc'],
  'GET /v1/lanes': ['', '', '', 'abc', 'abc'],
  'GET /v1/checkpoints': ['', '', '', 'abc', 'abc'],
};

/** Answers to a caller without the right to the call or to its target. */
const notReached = new Set([
  'not-listed',
  'forbidden',
  'not-your-operator',
  'operator-not-found',
  'agreement-not-found',
  'pool-not-found',
  'assignment-not-found',
  'identity-not-found',
]);

function isReached({ status, body }: Answer): boolean {
  const [first] = (body['outcomes'] ?? []) as { status: number; body: { code?: string } }[];
  const answered = first ?? { status, body };
  if (answered.status >= 500 || answered.status === 400) throw new Error(JSON.stringify(answered));
  return !notReached.has(String(answered.body.code));
}

/** Every single role, and every pair. */
const combinations = roles.flatMap((one, index) => [[one], ...roles.slice(index + 1).map((other) => [one, other])]);

/** Each combination reaches exactly what its roles reach. */
function expectedOf(route: string): Record<string, string> {
  const byRole = reach[route];
  const union = (combination: readonly string[]): string =>
    pools.filter((pool) => combination.some((role) => byRole?.[roles.indexOf(role as never)]?.includes(pool))).join('');
  return Object.fromEntries(combinations.map((combination) => [combination.join('+'), union(combination)]));
}

describe('a token with several roles reaches by each call exactly what the roles that grant the call reach', () => {
  let running: RunningService;
  const targets = new Map<PoolName, Target>();
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    for (const [index, name] of pools.entries()) targets.set(name, await setUp(running.api, name, index * 100));
  }, 60_000);
  afterAll(() => running.end());

  it('is tested for every call that requires a token', () => {
    const rows = readFileSync(page, 'utf8')
      .split('\n')
      .filter((line) => /^\| `(GET|PUT|POST|DELETE|PATCH) /.test(line) && !/\| yes +\|$/.test(line));
    const withToken = rows.flatMap((row) => [...row.matchAll(/`([A-Z]+ [^`]+)`/g)].map(([, call]) => call));
    expect(Object.keys(calls).sort()).toEqual([...withToken].sort());
    expect(Object.keys(reach).sort()).toEqual([...withToken].sort());
  });

  it.each(Object.keys(calls))('%s', async (route) => {
    const call = calls[route] as Call;
    const met: Record<string, string> = {};
    for (const combination of combinations) {
      const as = running.api.as({ roles: combination, ...ids });
      const seen = await Promise.all(
        [...targets].map(async ([name, target]) => (isReached(await call(as, target)) ? name : '')),
      );
      met[combination.join('+')] = seen.join('');
    }
    expect(met).toEqual(expectedOf(route));
  });

  it('GET /v1/pools?demand=true: has the time to exhaustion of the pools whose forecast is reached', async () => {
    const shown: Record<string, string> = {};
    for (const combination of combinations) {
      const { body } = await running.api.as({ roles: combination, ...ids }).get('/v1/pools?demand=true');
      const items = body['items'] as { poolId: string; demand: Record<string, unknown> }[];
      const forecast = items.filter(({ demand }) => 'secondsToExhaustion' in demand);
      shown[combination.join('+')] = forecast.map(({ poolId }) => poolId.replace('pool-', '')).join('');
    }
    expect(shown).toEqual(expectedOf('GET /v1/analytics/pools/:poolId/forecast'));
  });

  it('names the owner of a taken name only within the pools of the operator, whatever other role it has', async () => {
    const as = running.api.as({ roles: ['ims-operator', 'auditor'], ...ids });
    const taking = `other@ims.op-a.example,${impu(1)}\n`;
    const answer = await as.send('POST', '/v1/pools/pool-b/identities', taking, { 'content-type': 'text/csv' });
    expect(answer.body['rejected']).toMatchObject([
      { code: 'alias-taken', detail: expect.not.stringContaining('pool-a') as unknown },
    ]);
  });
});

async function setUp(api: ApiClient, name: PoolName, first: number): Promise<Target> {
  const [poolId, wwsfId] = [`pool-${name}`, `wwsf-${name}`];
  await api.setUpPool({ poolId, identities: 40, first: first + 1, wwsfId });
  const assigned = await api.assign(poolId, 'alice');
  const holder = await api.get(`/v1/audit/holders?impi=${String(assigned.body['impi'])}&${why}`);
  const { subjectId } = (holder.body['holder'] as { subject: { subjectId: string } }).subject;
  return {
    poolId,
    wwsfId,
    operatorId: `op-${poolId}`,
    agreementId: `agreement-${poolId}`,
    subjectId,
    impi: (number) => impi(first + number),
    impu: impu(first + 1),
    assignmentId: String(assigned.body['assignmentId']),
  };
}
