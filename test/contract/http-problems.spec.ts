import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemCode } from '@allocator/contracts';
import { problems } from '@allocator/contracts';
import { randomUUID } from 'node:crypto';
import { auditor, bearer } from '../support/access-token.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';
import { untilLogged } from '../support/until-logged.js';

/** Codes that another spec reaches. A new code fails the test until it is listed here or below. */
const elsewhere: Partial<Record<ProblemCode, string>> = {
  'store-unavailable': 'test/contract/http-database-unavailable.spec.ts',
  unauthenticated: 'test/contract/http-authentication.spec.ts',
  'keys-unavailable': 'test/contract/http-authentication.spec.ts',
  forbidden: 'test/contract/route-access.spec.ts',
  'not-your-operator': 'test/contract/http-tenants.spec.ts',
  'request-timeout': 'test/contract/http-connections.spec.ts',
  'rate-limited': 'test/contract/http-rate-limit.spec.ts',
  'too-many-reads': 'test/contract/http-reads.spec.ts',
  'too-many-followers': 'test/contract/http-followers.spec.ts',
  'not-your-pool': 'test/e2e/bad-records.spec.ts: over HTTP a foreign pool is answered as if it did not exist',
  'file-malformed': 'test/contract/http-import-files.spec.ts',
  'import-limit-reached': 'test/contract/http-import-limits.spec.ts',
  'realm-taken': 'test/contract/http-realms.spec.ts',
  'number-prefix-taken': 'test/contract/http-realms.spec.ts',
  'subject-not-found': 'test/contract/http-audit.spec.ts',
  'kafka-unavailable': 'test/e2e/erasure.spec.ts',
  'legal-hold': 'test/contract/http-audit.spec.ts',
  'legal-hold-not-found': 'test/contract/http-audit.spec.ts',
  'precondition-failed': 'test/contract/http-versions.spec.ts',
  'held-after-restore': 'test/fault/restore.spec.ts',
  'alias-shared': 'test/contract/shared-names.spec.ts',
  'subject-limit-reached': 'test/contract/http-subjects.spec.ts',
  'anonymous-share-used': 'test/contract/http-subjects.spec.ts',
  'identity-suspended': 'libs/domain/test/lease-commands.spec.ts',
  'identity-retired': 'libs/domain/test/lease-commands.spec.ts',
};

const followersMax = 100;
const followersOfTenantMax = 20;

type Reach = (running: RunningService) => Promise<Answer>;

const idOf = ({ body }: Answer): string => String(body['assignmentId']);
const assignBody = { subject: { kind: 'authenticated', ref: 'alice' } };
const agreementOf = (api: ApiClient, changes: object, id = 'agreement-pool-a'): Promise<Answer> =>
  api.put(`/v1/agreements/${id}`, {
    operatorId: 'op-pool-a',
    wwsfId: 'wwsf-a',
    securityLifetimeSeconds: 100,
    quarantineSeconds: 0,
    minTokenLifetimeSeconds: 1,
    status: 'active',
    ...changes,
  });

/** How each code is reached, on a service with pool-a (lifetime 100 s, refuses repeated subjects), independently. */
const reached: Partial<Record<ProblemCode, Reach>> = {
  'invalid-request': ({ api }) => api.put('/v1/operators/op-a', {}),
  'idempotency-key-required': ({ api }) => api.send('POST', '/v1/pools/pool-a/assignments', assignBody),
  'idempotency-key-invalid': ({ api }) => api.assign('pool-a', 'alice', 'not-a-uuid'),
  'idempotency-key-reused': async ({ api }) => {
    const key = randomUUID();
    await api.assign('pool-a', 'ref-1', key);
    return api.assign('pool-a', 'ref-2', key);
  },
  'headers-too-large': ({ api }) => api.send('GET', '/health/live', undefined, { 'x-large': 'a'.repeat(16_384) }),
  'not-found': ({ api }) => api.get('/v2/pools'),
  'method-not-allowed': ({ api }) => api.send('DELETE', '/v1/pools/pool-a'),
  'schema-not-found': ({ api }) => api.get('/v1/schemas/Assigned/99'),
  'pool-not-found': ({ api }) => api.assign('pool-x', 'alice'),
  'operator-not-found': ({ api }) => agreementOf(api, { operatorId: 'op-x' }, 'agreement-x'),
  'agreement-not-found': ({ api }) =>
    api.put('/v1/pools/pool-b', { agreementId: 'agreement-x', anonymous: 'allowed', repeatSubject: 'same' }),
  'assignment-not-found': ({ api }) => api.get('/v1/assignments/6-999999'),
  'identity-not-found': ({ api }) => api.get('/v1/pools/pool-a/identities/unknown@ims.op-a.example'),
  'anonymous-refused': async ({ api }) => {
    const terms = { agreementId: 'agreement-pool-a', anonymous: 'refused', repeatSubject: 'refuse' };
    await api.put('/v1/pools/pool-a', terms);
    const subject = { kind: 'anonymous', session: 'session-1' };
    return api.send('POST', '/v1/pools/pool-a/assignments', { subject }, { 'idempotency-key': randomUUID() });
  },
  'agreement-suspended': async ({ api }) => {
    await agreementOf(api, { status: 'suspended' });
    const refused = await api.assign('pool-a', 'ref-3');
    await agreementOf(api, {});
    return refused;
  },
  'subject-already-assigned': async ({ api }) => {
    await api.assign('pool-a', 'ref-4');
    return api.assign('pool-a', 'ref-4');
  },
  'pool-exhausted': ({ api }) => api.assign('pool-empty', 'alice'),
  'assignment-released': async ({ api }) => {
    const assigned = await api.assign('pool-a', 'ref-5');
    await api.release(idOf(assigned));
    return api.prolong(idOf(assigned));
  },
  'assignment-lapsed': async (running) => {
    const assigned = await running.api.assign('pool-a', 'ref-6');
    await (await frozenClock(running)).to(101);
    return running.api.prolong(idOf(assigned));
  },
  'parties-fixed': ({ api }) => agreementOf(api, { wwsfId: 'wwsf-b' }),
  'wwsf-id-taken': async ({ api }) => {
    await agreementOf(api, { wwsfId: 'rv.t' }, 'agreement-dot');
    return agreementOf(api, { wwsfId: 'rv_t' }, 'agreement-underscore');
  },
  'agreement-infeasible': ({ api }) => agreementOf(api, { securityLifetimeSeconds: 1 }),
  'unsupported-media-type': ({ api }) =>
    api.send('POST', '/v1/pools/pool-a/identities', '<xml/>', { 'content-type': 'application/xml' }),
  'payload-too-large': ({ api }) => api.put('/v1/operators/op-a', { padding: 'x'.repeat(16_384) }),
  overloaded: async ({ api }) => {
    const end = new AbortController();
    const follow = (_: unknown, index: number) => {
      const client = `client-${String(Math.floor(index / followersOfTenantMax))}`;
      const headers = bearer({ ...auditor, client });
      return fetch(`${api.baseUrl}/v1/events?lane=0&follow=true`, { headers, signal: end.signal });
    };
    await Promise.all(Array.from({ length: followersMax }, follow));
    const refused = await api.get('/v1/events?lane=0&follow=true');
    end.abort();
    return refused;
  },
  'lane-closed': async ({ api, database }) => {
    await database.owner.query(`update lanes set closed_because = 'history was lost' where lane = 6`);
    const refused = await api.assign('pool-a', 'ref-8');
    await database.owner.query('update lanes set closed_because = null where lane = 6');
    return refused;
  },
  'internal-error': async ({ api, database }) => {
    await database.owner.query('alter function allocator_clock() rename to no_clock');
    const failed = await api.get('/v1/pools/pool-a/availability');
    await database.owner.query('alter function no_clock() rename to allocator_clock');
    return failed;
  },
};

const retryAfter: Partial<Record<ProblemCode, string>> = { overloaded: '10', 'lane-closed': '60' };

describe('every problem code over HTTP', () => {
  let running: RunningService;
  beforeAll(async () => {
    running = await runService();
    await running.api.setUpPool({
      poolId: 'pool-a',
      identities: 50,
      lifetime: 100,
      policy: { repeatSubject: 'refuse' },
    });
    await running.api.setUpPool({ poolId: 'pool-empty', identities: 0 });
  }, 60_000);
  afterAll(() => running.end());

  it('is reached here, or listed with the spec that reaches it', () => {
    const placed = [...Object.keys(reached), ...Object.keys(elsewhere)].sort();
    expect(placed).toEqual(Object.keys(problems).sort());
  });

  it.each(Object.entries(reached))('%s', async (code, reach) => {
    const { status, headers, body } = await reach(running);
    const { status: promised, title } = problems[code as ProblemCode];
    expect({ status, ...body }).toMatchObject({ type: 'about:blank', title, status: promised, code });
    expect(status).toBe(promised);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json(; charset=utf-8)?$/);
    const hint = retryAfter[code as ProblemCode];
    if (hint !== undefined) expect(headers.get('retry-after')).toBe(hint);
  });

  it('an internal error is answered without details, which are in the log', async () => {
    const failed = await (reached['internal-error'] as Reach)(running);
    expect(Object.keys(failed.body).sort()).toEqual(['code', 'status', 'title', 'type']);
    await untilLogged(running.process, /"code":"request-failed"/);
  });

  it('does not disturb the service: it assigns as before', async () => {
    expect(await running.api.assign('pool-a', 'last')).toMatchObject({ status: 201 });
  });
});
