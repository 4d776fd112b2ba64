import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/api-client.js';
import { wwsf } from '../support/access-token.js';
import { eventually } from '../support/eventually.js';
import { frozenClock, runService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';

const idOf = ({ body }: Answer): string => String(body['assignmentId']);
const why = 'reason=case%202026-117';
const web1 = 'web-1%40ims.op-a.example';

/** Lifetime 100 s, guard 10 s, so a token lives 90 s. One history: the cases run in order. */
describe('the audit over HTTP', () => {
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  let first: Answer;
  let second: Answer;
  let subjectId: string;
  beforeAll(async () => {
    running = await runService();
    clock = await frozenClock(running);
    await running.api.setUpPool({ poolId: 'pool-a', identities: 1, lifetime: 100, guard: 10 });
    first = await running.api.assign('pool-a', 'alice@example.org');
    await clock.to(100);
    second = await running.api.assign('pool-a', 'bob@example.org');
    await clock.to(110);
  }, 60_000);
  afterAll(() => running.end());

  const holders = (query: string) => running.api.get(`/v1/audit/holders?${query}&${why}`);
  const erase = (ref: string, api = running.api) =>
    api.send('POST', '/v1/pools/pool-a/erasures', { subject: { kind: 'authenticated', ref } });

  it('finds who held an identity at an instant, by any of its names, with both intervals and the proof', async () => {
    const answer = await holders(`impi=${web1}&at=${clock.iso(99.999)}`);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        impi: 'web-1@ims.op-a.example',
        at: clock.iso(99.999),
        knownAt: clock.iso(110),
        holder: {
          assignmentId: idOf(first),
          generation: 1,
          subject: { kind: 'authenticated', reference: 'alice@example.org', erasedAt: null },
          tokenValid: { from: clock.iso(0), until: clock.iso(90) },
          bindingPossible: { from: clock.iso(0), until: clock.iso(100) },
        },
      },
    });
    const proof = answer.body['proof'] as { type: string }[];
    expect(proof.map(({ type }) => type)).toEqual(['Assigned', 'Expired']);
    const byImpu = await holders(`impu=SIP:web-1%40OP-A.example&at=${clock.iso(100)}`);
    expect(byImpu.body['holder']).toMatchObject({ assignmentId: idOf(second), generation: 2 });
    expect((await holders(`impi=${web1}&at=${clock.iso(-1)}`)).body['holder']).toBeNull();
  });

  it.each([
    ['no reason', `impi=${web1}`, 400],
    ['two names', `impi=${web1}&impu=sip:a@b.example&${why}`, 400],
    ['no name', why, 400],
    ['a malformed name', `impu=nonsense&${why}`, 400],
    ['an unknown name', `impu=sip:x@op-a.example&${why}`, 404],
  ])('refuses a search with %s', async (_, query, status) => {
    expect((await running.api.get(`/v1/audit/holders?${query}`)).status).toBe(status);
  });

  it("gives an identity's timeline in pages, by position", async () => {
    const path = `/v1/audit/identities/${web1}/timeline?${why}&limit=2`;
    const types: string[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const { body } = await running.api.get(`${path}&after=${String(after)}`);
      types.push(...(body['events'] as { type: string }[]).map(({ type }) => type));
      after = body['next'] as number | null;
    }
    expect(types).toEqual(['IdentityImported', 'Assigned', 'Expired', 'Assigned']);
    const since = await running.api.get(`${path}&from=${clock.iso(100)}&to=${clock.iso(100)}`);
    expect((since.body['events'] as { type: string }[]).map(({ type }) => type)).toEqual(['Expired', 'Assigned']);
  });

  const search = (body: object) =>
    running.api.send('POST', '/v1/audit/subject-searches', { reason: 'case 2026-117', ...body });
  const known = (ref: string) => ({ poolId: 'pool-a', subject: { kind: 'authenticated', ref } });

  it('gives an empty page after an assignment in an unknown lane', async () => {
    const answer = await search({ subjectId: randomUUID(), after: '40000-1' });
    expect(answer).toMatchObject({ status: 200, body: { assigned: [] } });
  });

  it("finds a subject's assignments by its reference and by its opaque id, without putting either in a URL", async () => {
    const byReference = () => search(known('alice@example.org'));
    await eventually(async () => (await byReference()).body['complete'] === true, 10_000, 'the index');
    const { body } = await byReference();
    subjectId = String(body['subjectId']);
    expect(body).toMatchObject({ assigned: [{ id: idOf(first), type: 'Assigned' }], next: null, complete: true });
    const byId = await search({ subjectId, limit: 1 });
    expect(byId.body).toMatchObject({ assigned: [{ id: idOf(first) }], next: idOf(first) });
    const behind = await search({ subjectId, after: idOf(first) });
    expect(behind.body).toMatchObject({ assigned: [], next: null });
    expect(await search(known('unknown'))).toMatchObject({ status: 404, body: { code: 'subject-not-found' } });
    for (const wrong of [{}, { subjectId, ...known('alice@example.org') }, { poolId: 'pool-a' }]) {
      expect(await search(wrong)).toMatchObject({
        status: 400,
        body: { detail: 'body: must have either subjectId, or poolId and subject' },
      });
    }
    const former = `/v1/audit/subjects/${encodeURIComponent('alice@example.org')}/assignments?pool=pool-a&${why}`;
    expect(await running.api.get(former)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('keeps the reference during a legal hold and erases it afterwards; events and hashes stay, answers have the opaque id and the date', async () => {
    const hold = `/v1/audit/subjects/${subjectId}/legal-hold`;
    expect((await running.api.send('PUT', hold, { reason: 'case 2026-117' })).status).toBe(204);
    expect(await erase('alice@example.org')).toMatchObject({ status: 409, body: { code: 'legal-hold' } });
    expect((await running.api.send('DELETE', hold)).status).toBe(204);
    expect(await running.api.send('DELETE', hold)).toMatchObject({
      status: 404,
      body: { code: 'legal-hold-not-found' },
    });
    const foreign = await erase('alice@example.org', running.api.as(wwsf('wwsf-b')));
    expect(foreign).toMatchObject({ status: 404, body: { code: 'pool-not-found' } });

    const documents = await running.database.owner.query('select document from events order by lane, position');
    expect(await erase('alice@example.org')).toMatchObject({
      status: 200,
      body: { subjectId, erasedAt: clock.iso(110) },
    });
    expect(await erase('alice@example.org')).toMatchObject({ status: 404, body: { code: 'subject-not-found' } });
    expect((await running.database.owner.query('select document from events order by lane, position')).rows).toEqual(
      documents.rows,
    );
    const answer = await holders(`impi=${web1}&at=${clock.iso(50)}`);
    expect(answer.body['holder']).toMatchObject({
      assignmentId: idOf(first),
      subject: { subjectId, kind: 'authenticated', reference: null, erasedAt: clock.iso(110) },
    });
  });

  it('leaves no erased reference in the database or the log', async () => {
    const { rows } = await running.database.owner.query<{ name: string }>(
      `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
    );
    expect(rows.length).toBeGreaterThan(10);
    const found = async (reference: string): Promise<string[]> => {
      const names = [];
      for (const { name } of rows) {
        const has = await running.database.owner.query(
          `select from ${name} t where position($1 in row_to_json(t)::text) > 0 limit 1`,
          [reference],
        );
        if (has.rowCount !== 0) names.push(name);
      }
      return names;
    };
    expect(await found('alice@example.org')).toEqual([]);
    expect(await found('bob@example.org')).toEqual(['subjects']);
    expect(running.process.log()).not.toContain('alice@example.org');
  });

  it('records every read: who, what, when and why', async () => {
    const { body } = await running.api.get('/v1/audit/reads?limit=1000');
    const reads = body['reads'] as { what: string; reader: string; reason: string }[];
    expect(reads[0]).toMatchObject({
      what: 'holders',
      reader: 'test',
      client: 'test',
      parameters: { alias: expect.stringContaining('web-1'), at: clock.iso(99.999) },
      reason: 'case 2026-117',
    });
    const kinds = new Set(reads.map(({ what }) => what));
    expect(kinds).toEqual(
      new Set([
        'holders',
        'timeline',
        'subject-assignments',
        'legal-hold-placed',
        'legal-hold-lifted',
        'subject-erased',
      ]),
    );
    expect(await running.api.get(`/v1/audit/reads?after=${String(reads.length)}`)).toMatchObject({
      body: { reads: [] },
    });
  });

  it('records the person and the client: two people with one client are two readers', async () => {
    for (const subject of ['alice@auditors.example', 'bob@auditors.example']) {
      const as = running.api.as({ roles: ['auditor'], subject, client: 'audit-portal' });
      expect((await as.get(`/v1/audit/holders?impi=${web1}&${why}`)).status).toBe(200);
    }
    const asOperatorToo = running.api.as({
      roles: ['auditor', 'ims-operator'],
      operatorId: 'op-pool-a',
      subject: 'carol@auditors.example',
      client: 'audit-portal',
    });
    expect((await asOperatorToo.get(`/v1/audit/holders?impi=${web1}&${why}`)).status).toBe(200);
    const { body } = await running.api.get('/v1/audit/reads?limit=1000');
    const reads = body['reads'] as { reader: string; client: string | null }[];
    expect(reads.slice(-3).map(({ reader, client }) => [reader, client])).toEqual([
      ['alice@auditors.example', 'audit-portal'],
      ['bob@auditors.example', 'audit-portal'],
      ['carol@auditors.example', 'audit-portal'],
    ]);
  });

  it('records the person who placed a legal hold', async () => {
    const as = running.api.as({ roles: ['auditor'], subject: 'alice@auditors.example', client: 'audit-portal' });
    const known = await running.database.owner.query<{ subject_id: string }>(
      `select subject_id from subjects where reference = 'bob@example.org'`,
    );
    const hold = `/v1/audit/subjects/${known.rows[0]?.subject_id ?? ''}/legal-hold`;
    expect((await as.put(hold, { reason: 'case 2026-118' })).status).toBe(204);
    const { rows } = await running.database.owner.query('select placed_by from legal_holds');
    expect(rows).toEqual([{ placed_by: 'alice@auditors.example' }]);
    expect((await as.send('DELETE', hold)).status).toBe(204);
  });

  it('shows a read recorded by version 0.1 with its tenant and without a client', async () => {
    await running.database.owner.query(
      `insert into audit_reads (reader, what, parameters, reason) values ('client portal', 'holders', '{}', 'case 1')`,
    );
    const { body } = await running.api.get('/v1/audit/reads?limit=1000');
    expect((body['reads'] as object[]).at(-1)).toMatchObject({ reader: 'client portal', client: null });
  });

  it('treats a reference that is used again after its erasure as a new subject', async () => {
    await clock.to(200);
    const again = await running.api.send(
      'POST',
      '/v1/pools/pool-a/assignments',
      { subject: { kind: 'authenticated', ref: 'alice@example.org' } },
      { 'idempotency-key': randomUUID() },
    );
    expect(again.status).toBe(201);
    expect((await holders(`impi=${web1}`)).body['holder']).toMatchObject({ assignmentId: idOf(again) });
    const { rows } = await running.database.owner.query(
      `select subject_id from subjects where reference = 'alice@example.org'`,
    );
    expect(rows).not.toEqual([{ subject_id: subjectId }]);
  });
});
