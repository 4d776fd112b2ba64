import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomInt } from 'node:crypto';
import { readContract } from '../support/committed-contract.js';
import type { FuzzAnswer } from '../support/fuzz-answer.js';
import { ask, faultsOf } from '../support/fuzz-answer.js';
import { FuzzRequests, exampleRequests, lanes } from '../support/fuzz-request.js';
import type { NamedOperation, OpenApiDocument } from '../support/openapi-document.js';
import { operationsOf } from '../support/openapi-document.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

const document = readContract('openapi.json') as OpenApiDocument;
const operations = operationsOf(document);
const requestsPerOperation = Number(process.env['FUZZ_REQUESTS'] ?? 40);
/** A run is repeated with `FUZZ_SEED=<seed>`. */
const seed = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));

/** The tenants that own the resources of the document's examples. */
const tenant = { wwsfId: 'wwsf-a', operatorId: 'op-a' };
/** Sent first: the others depend on them. */
const first = [
  'PUT /v1/operators/{operatorId}',
  'PUT /v1/agreements/{agreementId}',
  'PUT /v1/pools/{poolId}',
  'POST /v1/pools/{poolId}/identities',
  'POST /v1/pools/{poolId}/assignments',
  'POST /v1/audit/subject-searches',
];
/** Sent last: they remove what the others depend on. */
const last = ['release', 'suspend', 'resume', 'revoke', 'retire'];

describe(`requests made from the OpenAPI document (seed ${String(seed)})`, () => {
  let running: RunningService;
  const assignmentIds: string[] = [];
  beforeAll(async () => {
    running = await runService({ RATE_LIMIT_PER_SECOND: '100000' });
  }, 60_000);
  afterAll(() => running.end());

  it('from its examples all succeed as documented', async () => {
    const made: Record<string, string> = {};
    for (const named of [...operations].sort((a, b) => rank(a) - rank(b))) {
      for (const request of exampleRequests(named, tenant, made)) {
        const answer = await ask(running.api.baseUrl, named, request);
        expect([named.name, answer, answer.status < 300]).toEqual([named.name, answer, true]);
        expect([named.name, faultsOf(document, named, request, answer)]).toEqual([named.name, []]);
        if (named.name.endsWith('/assignments')) {
          made['assignmentId'] ??= idOf(answer);
          assignmentIds.push(idOf(answer));
        }
        if (named.name.endsWith('/subject-searches')) made['subjectId'] = subjectIdOf(answer);
      }
    }
  }, 30_000);

  it.each(operations.map((named) => [named.name, named] as const))(
    'to %s are answered as documented, without a failure',
    async (_, named) => {
      const known = {
        operatorId: ['op-a'],
        wwsfId: ['wwsf-a'],
        agreementId: ['agreement-a'],
        poolId: ['pool-a'],
        impi: ['web-000417@ims.op-a.example', 'WEB-000418@ims.op-a.example', 'web-000418@IMS.op-a.example'],
        assignmentId: assignmentIds,
        lane: Array.from({ length: lanes }, (_, lane) => lane),
      };
      const requests = new FuzzRequests(document, known, tenant).of(named);
      await fc.assert(
        fc.asyncProperty(requests, async (request) => {
          const answer = await ask(running.api.baseUrl, named, request);
          expect({ answer, faults: faultsOf(document, named, request, answer) }).toEqual({
            answer,
            faults: [],
          });
        }),
        { seed, numRuns: requestsPerOperation },
      );
    },
    60_000,
  );

  it('leave no failure in the log of the service', () => {
    expect(running.process.log()).not.toContain('request-failed');
  });
});

describe('the check of an answer', () => {
  const named = operations.find(({ name }) => name === 'GET /v1/pools/{poolId}/availability') as NamedOperation;
  const auditor = { roles: ['auditor'] };
  const request = { caller: auditor, path: { poolId: 'pool-a' }, query: [], headers: {} };
  const problem = { type: 'about:blank', title: 'x', status: 404, code: 'pool-not-found' };
  const missing: FuzzAnswer = { status: 404, type: 'application/problem+json', body: problem };
  const judged = (answer: FuzzAnswer, of = request) => faultsOf(document, named, of, answer);

  it('accepts a documented answer', () => {
    expect(judged(missing)).toEqual([]);
  });

  it.each<[string, FuzzAnswer]>([
    ['a status', { ...missing, status: 418 }],
    ['a media type', { ...missing, type: 'text/plain' }],
    ['a code', { ...missing, body: { ...problem, code: 'pool-exhausted' } }],
    ['a body', { status: 200, type: 'application/json', body: { total: 1 } }],
    ['a failure', { ...missing, status: 500, body: { ...problem, status: 500, code: 'internal-error' } }],
    [
      'a valid request that is refused',
      { ...missing, status: 400, body: { ...problem, status: 400, code: 'invalid-request' } },
    ],
  ])('finds an undocumented answer: %s', (_, answer) => {
    expect(judged(answer)).not.toEqual([]);
  });

  it('finds an accepted invalid request, and an accepted caller without access', () => {
    const available = named.operation.responses['200']?.content?.['application/json']?.example;
    const taken: FuzzAnswer = { status: 200, type: 'application/json', body: available };
    expect(judged(taken)).toEqual([]);
    expect(judged(taken, { ...request, path: { poolId: ' ' } })).not.toEqual([]);
    expect(judged(taken, { ...request, caller: { roles: [] } })).not.toEqual([]);
  });
});

function idOf({ body }: FuzzAnswer): string {
  return (body as { assignmentId: string }).assignmentId;
}

function subjectIdOf({ body }: FuzzAnswer): string {
  return (body as { subjectId: string }).subjectId;
}

function rank({ name }: NamedOperation): number {
  const [early, late] = [first.indexOf(name), last.findIndex((word) => name.endsWith(`/${word}`))];
  return early >= 0 ? early - first.length : late + 1;
}
