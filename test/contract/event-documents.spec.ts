import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { randomUUID } from 'node:crypto';
import { auditor, bearer } from '../support/access-token.js';
import { shortProfile } from '../support/api-client.js';
import type { RunningService } from '../support/running-service.js';
import { frozenClock, runService } from '../support/running-service.js';

const leaseTypes = ['Assigned', 'Prolonged', 'Released', 'Expired', 'HoldExtended', 'IndicationIgnored'];
const leaseMembers = [
  'assignmentId',
  'poolId',
  'impi',
  'impus',
  'generation',
  'subjectId',
  'reassignableAt',
  'effectiveAt',
];
const typesOverHttp = [...leaseTypes, 'Refused', 'IdentityImported', 'OperatorProfileSet', 'AgreementSet', 'PoolSet'];
const stockTypes = ['IdentitySuspended', 'IdentityResumed', 'IdentityRetired', 'IdentityRevoked'];

interface Document {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly dataschema: string;
  readonly lane: number;
  readonly position: number;
  readonly data: Record<string, unknown>;
}

describe('the event documents', () => {
  /** A reference that must not occur in any document. */
  const ref = `Алиса-${randomUUID()}`;
  let running: RunningService;
  let texts: string[];
  let documents: Document[];
  const schemas = new Map<string, ValidateFunction>();
  beforeAll(async () => {
    running = await runService();
    await live(running, ref);
    texts = await storedTexts(running);
    documents = texts.map((text) => JSON.parse(text) as Document);
    const ajv = new Ajv2020({ allErrors: true });
    addFormats.default(ajv);
    for (const { type, dataschema } of documents) {
      if (schemas.has(type)) continue;
      const served = await fetch(running.api.baseUrl + new URL(dataschema).pathname);
      expect(served.status).toBe(200);
      schemas.set(type, ajv.compile((await served.json()) as object));
    }
  }, 60_000);
  afterAll(() => running.end());

  const ofTypes = (types: readonly string[]) => documents.filter(({ type }) => types.includes(type));

  it('exist of every type', () => {
    const types = [...new Set(documents.map(({ type }) => type))].sort();
    expect(types).toEqual([...typesOverHttp, ...stockTypes].sort());
  });

  it.each([...typesOverHttp, ...stockTypes])('of %s match the schema that the service serves', (type) => {
    const isValid = schemas.get(type) as ValidateFunction;
    for (const document of ofTypes([type])) {
      isValid(document);
      expect([document, isValid.errors]).toEqual([document, null]);
    }
  });

  it('fail their schema if they are damaged', () => {
    const assigned = ofTypes(['Assigned'])[0] as Document;
    const isValid = schemas.get('Assigned') as ValidateFunction;
    const { reassignableAt: _, ...without } = assigned.data;
    expect(isValid({ ...assigned, data: without })).toBe(false);
    expect(isValid({ ...assigned, data: { ...assigned.data, reassignableAt: 1_767_225_600_000 } })).toBe(false);
    expect(isValid({ ...assigned, time: '2026-01-01T00:00:00Z' })).toBe(false);
    expect(isValid({ ...assigned, previous: 'abc' })).toBe(false);
    expect(isValid({ ...assigned, type: 'Expired' })).toBe(false);
    expect(isValid({ ...assigned, data: { ...assigned.data, subjectId: ref } })).toBe(false);
    expect(isValid(assigned)).toBe(true);
  });

  it('are CloudEvents 1.0 with the members of the contract, in its order', async () => {
    const { rows } = await running.database.owner.query<{ id: string }>('select id from installation');
    for (const document of documents) {
      expect(Object.keys(document)).toEqual([
        'specversion',
        'id',
        'source',
        'type',
        'subject',
        'time',
        'dataschema',
        'datacontenttype',
        'lane',
        'position',
        'previous',
        'data',
      ]);
      expect(document).toMatchObject({
        specversion: '1.0',
        id: `${String(document.lane)}-${String(document.position)}`,
        source: `/ims-identity-allocator/${rows[0]?.id ?? ''}`,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        datacontenttype: 'application/json',
        dataschema: expect.stringMatching(new RegExp(`^http://.*/v1/schemas/${document.type}/1$`)),
      });
    }
  });

  it('are one line each, without a line feed', () => {
    expect(texts.filter((text) => /[\r\n]/.test(text))).toEqual([]);
  });

  it('contain no reference to a subject; lease events have its opaque id', () => {
    expect(texts.filter((text) => text.includes(ref) || text.includes(JSON.stringify(ref).slice(1, -1)))).toEqual([]);
    const ids = ofTypes(['Assigned', 'Prolonged', 'Expired']).map(({ data }) => data['subjectId']);
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-/)));
  });

  it('of leases have the members of a lease, and stock events their identity', () => {
    for (const { data } of ofTypes(leaseTypes)) expect(Object.keys(data)).toEqual(expect.arrayContaining(leaseMembers));
    for (const { data } of ofTypes(['Assigned', 'Prolonged'])) {
      expect(Object.keys(data)).toEqual(
        expect.arrayContaining(['tokenExpiresAt', 'agreementVersion', 'operatorVersion', 'commandId']),
      );
    }
    for (const { subject, data } of ofTypes([...leaseTypes, 'IdentityImported', ...stockTypes])) {
      expect(subject).toBe(data['impi']);
    }
  });

  it('have the pool, the agreement or the operator as subject', () => {
    for (const { subject, data } of ofTypes(['PoolSet', 'Refused'])) expect(subject).toBe(data['poolId']);
    for (const { subject, data } of ofTypes(['AgreementSet'])) expect(subject).toBe(data['agreementId']);
    for (const { subject, data } of ofTypes(['OperatorProfileSet'])) expect(subject).toBe(data['operatorId']);
  });

  it('name who released, the effective instant of an expiry, and the number of refused requests', () => {
    expect(new Set(ofTypes(['Released']).map(({ data }) => data['by']))).toEqual(new Set(['wwsf', 'ep-cscf']));
    for (const { data } of ofTypes(['Expired'])) expect(data['effectiveAt']).toBe(data['reassignableAt']);
    const refused = ofTypes(['Refused']).map(({ data }) => data);
    expect(refused).toEqual([{ poolId: 'pool-a', reason: 'pool-exhausted', count: 1 }]);
  });

  it.each(['Assigned/2', 'Assigned/0', 'Assigned/01', 'Unheard/1', 'constructor/1', '__proto__/1', 'toString/1'])(
    'have no schema %s',
    async (of) => {
      const missing = { status: 404, body: { code: 'schema-not-found' } };
      expect(await running.api.get(`/v1/schemas/${of}`)).toMatchObject(missing);
    },
  );
});

/** Causes every event type that HTTP can cause, in a pool of two identities. */
async function live(running: RunningService, ref: string): Promise<void> {
  const { api } = running;
  const clock = await frozenClock(running);
  await api.setUpPool({ poolId: 'pool-a', identities: 2, lifetime: 100, guard: 10 });
  const indicate = (of: string, generation: number) =>
    api.send('POST', '/v1/indications', { operatorId: 'op-pool-a', impi: of, generation, tokenRefused: true });
  const assigned = await api.assign('pool-a', ref);
  await api.prolong(String(assigned.body['assignmentId']));
  const other = await api.assign('pool-a', `${ref}-2`);
  await api.assign('pool-a', `${ref}-3`);
  await api.release(String(other.body['assignmentId']));
  await indicate(String(assigned.body['impi']), 9);
  await indicate('unknown@ims.op-a.example', 1);
  await indicate(String(other.body['impi']), 1);
  // The expiry of the first is recorded with its next assignment: no scheduler is needed.
  await clock.to(100);
  for (const again of ['4', '5']) await api.assign('pool-a', `${ref}-${again}`);
  // The operator raises the leeway, and suspends, resumes, retires and revokes identities.
  await api.put('/v1/operators/op-pool-a', shortProfile({ tokenLeewaySeconds: 20 }));
  const stock = (what: string, body?: object) =>
    api.send('POST', `/v1/pools/pool-a/identities/${String(assigned.body['impi'])}/${what}`, body);
  for (const what of ['suspend', 'resume', 'retire']) await stock(what);
  await stock('revoke', { quarantineSeconds: 600, reason: 'abuse' });
}

async function storedTexts({ api }: RunningService): Promise<string[]> {
  const lanes = await Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      const answer = await fetch(`${api.baseUrl}/v1/events?lane=${String(lane)}`, { headers: bearer(auditor) });
      return answer.text();
    }),
  );
  return lanes.flatMap((text) => text.split('\n').slice(0, -1));
}
