import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash, randomUUID } from 'node:crypto';
import type { Answer } from '../support/api-client.js';
import { shortProfile } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { frozenClock, runService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';
import { startService } from '../support/service-process.js';

const idOf = ({ body }: Answer): string => String(body['assignmentId']);
const reason = 'case 2026-117';

/** Lifetime 100 s, guard 10 s. Nothing is erased until a process with the role `scheduler` starts. */
describe('the erasure of a subject that holds an identity', () => {
  let running: RunningService;
  let clock: Awaited<ReturnType<typeof frozenClock>>;
  let subjectId: string;
  const alice = 'alice@example.org';
  beforeAll(async () => {
    running = await runService({ ROLES: 'api' });
    clock = await frozenClock(running);
    const policy = { repeatSubject: 'refuse', maxPerSubject: 1 } as const;
    const terms = { lifetime: 100, guard: 10, quarantine: 20, policy };
    await running.api.setUpPool({ poolId: 'pool-a', identities: 3, ...terms });
  }, 60_000);
  afterAll(() => running.end());

  const erase = (ref: string) =>
    running.api.send('POST', '/v1/pools/pool-a/erasures', { subject: { kind: 'authenticated', ref } });
  const hold = (method: 'PUT' | 'DELETE') =>
    running.api.send(method, `/v1/audit/subjects/${subjectId}/legal-hold`, method === 'PUT' ? { reason } : undefined);
  const subjectOf = async (assigned: Answer): Promise<unknown> => {
    const impi = encodeURIComponent(String(assigned.body['impi']));
    const at = encodeURIComponent(String(assigned.body['assignedAt']));
    const { body } = await running.api.get(`/v1/audit/holders?impi=${impi}&at=${at}&reason=case%202026-117`);
    return (body['holder'] as { subject: unknown }).subject;
  };
  /** Runs until a process with the role `scheduler` has carried out what is due. */
  const untilErased = async (assigned: Answer, erasedAt: string): Promise<void> => {
    const scheduler = await startService({ DATABASE_URL: running.database.url, ROLES: 'scheduler' });
    try {
      await eventually(async () => {
        const { reference } = (await subjectOf(assigned)) as { reference: string | null };
        return reference === null;
      }, 10_000);
    } finally {
      await scheduler.stop();
    }
    expect(await subjectOf(assigned)).toMatchObject({ reference: null, erasedAt });
  };
  const auditLog = async (): Promise<object[]> => {
    const { body } = await running.api.get('/v1/audit/reads?limit=1000');
    return (body['reads'] as { what: string }[]).filter(
      ({ what }) => what.startsWith('erasure-') || what === 'subject-erased',
    );
  };
  let first: Answer;

  it('is recorded; until its last lease ends, the audit names it and the pool counts it', async () => {
    first = await running.api.assign('pool-a', alice);
    const planned = await erase(alice);
    expect(planned).toMatchObject({ status: 202, body: { erasesAt: clock.iso(100) } });
    subjectId = String(planned.body['subjectId']);
    expect(await subjectOf(first)).toMatchObject({ subjectId, reference: alice, erasedAt: null });
    expect(await running.api.assign('pool-a', alice)).toMatchObject({
      status: 409,
      body: { code: 'subject-already-assigned' },
    });
    // A released lease lasts to its bound, and counts towards the limit of a subject.
    await running.api.release(idOf(first));
    expect(await running.api.assign('pool-a', alice)).toMatchObject({
      status: 409,
      body: { code: 'subject-limit-reached' },
    });
    await clock.to(99.999);
    expect(await erase(alice)).toMatchObject({ status: 202, body: { subjectId, erasesAt: clock.iso(100) } });
  });

  it('moves with a later lease, with its prolongation, and with a raise of the terms', async () => {
    await clock.to(100);
    // Due, but not carried out yet.
    const second = await running.api.assign('pool-a', alice);
    expect(second.status).toBe(201);
    expect(await erase(alice)).toMatchObject({ status: 202, body: { subjectId, erasesAt: clock.iso(200) } });
    await clock.to(150);
    await running.api.prolong(idOf(second));
    expect(await erase(alice)).toMatchObject({ body: { erasesAt: clock.iso(250) } });
    const raised = await running.api.put('/v1/operators/op-pool-a', shortProfile({ tokenLeewaySeconds: 15 }));
    expect(raised.status).toBe(200);
    expect(await erase(alice)).toMatchObject({ body: { erasesAt: clock.iso(255) } });
    first = second;
  });

  it('waits for a legal hold, whose answer says so, and continues when it is lifted', async () => {
    expect((await hold('PUT')).status).toBe(204);
    await clock.to(300);
    expect(await erase(alice)).toMatchObject({ status: 409, body: { code: 'legal-hold' } });
    const { database } = running;
    const scheduler = await startService({ DATABASE_URL: database.url, ROLES: 'scheduler' });
    // The erasure of another subject is carried out meanwhile.
    await running.api.assign('pool-a', 'bob@example.org');
    await erase('bob@example.org');
    await clock.to(400);
    await eventually(async () => {
      const { rows } = await database.owner.query<{ reference: string }>('select reference from subjects');
      return rows.length === 1 && rows[0]?.reference === alice;
    }, 10_000);
    await scheduler.stop();
    expect((await hold('DELETE')).status).toBe(204);
  });

  it('is carried out by the scheduler after a restart, and is in the audit log like its request', async () => {
    await clock.to(410);
    await untilErased(first, clock.iso(410));
    expect(await erase(alice)).toMatchObject({ status: 404, body: { code: 'subject-not-found' } });
    expect(await hold('PUT')).toMatchObject({ status: 404, body: { code: 'subject-not-found' } });
    const of = (await auditLog()).filter((read) => JSON.stringify(read).includes(subjectId));
    expect(of).toMatchObject([
      {
        reader: 'test',
        client: 'test',
        what: 'erasure-planned',
        parameters: { poolId: 'pool-a', erasesAt: clock.iso(100) },
      },
      {
        reader: 'test',
        client: 'test',
        what: 'subject-erased',
        parameters: { poolId: 'pool-a', erasedAt: clock.iso(410) },
      },
    ]);
  });

  it('is done immediately if nothing is held, also for a subject that was only refused', async () => {
    const refused = await running.api.assign('pool-b', 'mallory@example.org');
    expect(refused.status).toBe(404);
    await Promise.all(['x', 'y', 'z'].map((ref) => running.api.assign('pool-a', ref)));
    expect((await running.api.assign('pool-a', 'mallory@example.org')).body).toMatchObject({ code: 'pool-exhausted' });
    expect(await erase('mallory@example.org')).toMatchObject({ status: 200, body: { erasedAt: clock.iso(410) } });
    expect(await erase('mallory@example.org')).toMatchObject({ status: 404, body: { code: 'subject-not-found' } });
  });

  it('leaves nothing to test a guess against: no reference, and no hash of one', async () => {
    const { owner } = running.database;
    const { rows: commands } = await owner.query<{ id: string }>(
      'select command_id as id from events where command_id is not null union select command_id from outcomes',
    );
    const { rows: tables } = await owner.query<{ name: string }>(
      `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
    );
    const stored: string[] = [];
    for (const { name } of tables) {
      const { rows } = await owner.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`);
      stored.push(...rows.map(({ row }) => row));
    }
    const everything = stored.join('\n');
    const testable = (ref: string) => [
      ref,
      ...commands.map(({ id }) => formerFingerprint([id, 'Assign', 'pool-a', 'authenticated', ref])),
      ...commands.map(({ id }) => hash('sha256', JSON.stringify([id, 'Assign', 'pool-a', 'authenticated', ref]))),
    ];
    const found = (ref: string) => testable(ref).filter((text) => everything.includes(text));
    expect(commands.length).toBeGreaterThan(5);
    expect([found(alice), found('mallory@example.org')]).toEqual([[], []]);
    // The control: a reference that was not erased is found.
    expect(found('"x"')).toEqual(['"x"']);
    expect(running.process.log()).not.toContain(alice);
  });

  it('cannot bypass the service: the database refuses a delete by hand', async () => {
    const { owner } = running.database;
    const removal = `delete from subjects where pool_id = 'pool-a' and reference = 'x'`;
    await expect(owner.query(removal)).rejects.toThrow(/is erased by POST .*erasures alone/);
    const { rows } = await owner.query<{ id: string }>(`select subject_id as id from subjects where reference = 'x'`);
    subjectId = rows[0]?.id ?? '';
    expect((await hold('PUT')).status).toBe(204);
    await expect(owner.query(removal)).rejects.toThrow(/is under a legal hold/);
  });

  it('a legal hold on an unknown subject is refused', async () => {
    subjectId = randomUUID();
    expect(await hold('PUT')).toMatchObject({ status: 404, body: { code: 'subject-not-found' } });
  });
});

/** As version 0.1 stored it: a guess of the reference could be tested against it. */
function formerFingerprint(content: readonly string[]): string {
  return BigInt.asIntN(64, BigInt(`0x${hash('sha256', JSON.stringify(content)).slice(0, 16)}`)).toString();
}
