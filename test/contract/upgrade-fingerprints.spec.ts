import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BatchExecutor, batchItem, fingerprintOf, SubjectErasures } from '@allocator/application';
import type { Assign, IdentifiedCommand, Lane, Outcome } from '@allocator/domain';
import { plusSeconds, referenceOf } from '@allocator/domain';
import { PostgresLaneStore, PostgresErasureStore, openDatabase } from '@allocator/postgres';
import { LaneScenario, alice, assign, impi, newYear, prolong, testOrigin } from '@allocator/testing';
import { describeOnOneServer } from '../support/describe-on-one-server.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { onPostgres } from '../support/on-postgres.js';

const namesBefore = new URL('former-schema/before-plain-names.sql', import.meta.url);
const lane = 0 as Lane;
const keyReused = { kind: 'refused', refusal: { code: 'idempotency-key-reused' } };

/** Version 0.1 stored a hash of each subject's reference, and its operators deleted the row of a person by hand. */
describeOnOneServer('the remembered commands of a database of version 0.1', () => {
  let database: FreshDatabase;
  let first: ReadonlyMap<IdentifiedCommand, Outcome>;
  let gapsBefore: Gaps;
  const [ofAlice, ofBob, ofCarol] = ['alice', 'bob', 'carol'].map((ref, n) =>
    assign(n + 1, { subject: alice(ref) }),
  ) as [Assign, Assign, Assign];
  const found = assign(4, { subject: alice() });
  const refused = assign(5, { subject: alice('dave') });
  const prolonged = prolong(6, '0-4');
  const suspended = { type: 'Suspend', commandId: assign(7).commandId, poolId: ofAlice.poolId, impi: impi(1) } as const;
  const commands = [ofAlice, ofBob, ofCarol, found, refused, prolonged, suspended];
  beforeAll(async () => {
    database = await freshDatabase(1);
    const scenario = await LaneScenario.given(3, { repeatSubject: 'same' }, await onPostgres(database));
    const outcomes = await scenario.batch(...commands);
    first = new Map(commands.map((command, index) => [command, outcomes[index] as Outcome]));
    await toVersion01(database, commands);
    gapsBefore = await gaps(database);
    await (await openDatabase({ url: database.url, lanes: 1, onIdleError: () => undefined })).close();
  }, 60_000);
  afterAll(() => database.drop());

  const again = async (command: IdentifiedCommand): Promise<Outcome> => {
    const executor = new BatchExecutor(new PostgresLaneStore(database.pool), testOrigin);
    return (await executor.executeBatch(lane, [batchItem(command)]))[0] as Outcome;
  };

  it('no longer depend on references, and equal those of this version', async () => {
    const { rows } = await database.owner.query<{ command_id: string; fingerprint: string | null }>(
      `select command_id, fingerprint::text from events where command_id is not null
       union select command_id, fingerprint::text from outcomes order by command_id`,
    );
    const kept = (command: IdentifiedCommand) =>
      command === found || command === refused ? null : fingerprintOf(command);
    expect(rows).toEqual(commands.map((each) => ({ command_id: each.commandId, fingerprint: kept(each) })));
    expect(gapsBefore).toEqual({ events: true, outcomes: true });
    expect(await gaps(database)).toEqual({ events: false, outcomes: false });
  });

  it('give each command its first answer, and refuse another one with its id', async () => {
    for (const command of commands) expect(await again(command)).toEqual(first.get(command));
    expect(await again({ ...ofAlice, subject: alice('bob') })).toEqual(keyReused);
    expect(await again({ ...ofAlice, subject: { kind: 'anonymous', session: 'alice' } })).toEqual(keyReused);
    expect(await again({ ...suspended, impi: impi(2) })).toEqual(keyReused);
    // The answer no longer says which subject it was for.
    expect(await again({ ...found, subject: alice('bob') })).toEqual(first.get(found));
  });

  it('treat a subject whose row was deleted by hand as erased', async () => {
    expect(await again(ofCarol)).toEqual(first.get(ofCarol));
    const { rows } = await database.owner.query('select subject_id from erased_subjects');
    expect(rows).toEqual([{ subject_id: ofCarol.proposedSubjectId }]);
  });

  it('allow the other subjects to be erased', async () => {
    await database.setNow(plusSeconds(newYear, 9_000));
    const erasure = new SubjectErasures(new PostgresErasureStore(database.pool), 1);
    expect(await erasure.erase(ofBob.poolId, alice('bob'), { person: 'wwsf-a', client: null })).toMatchObject({
      kind: 'erased',
    });
    expect(await again({ ...ofBob, subject: alice('anybody') })).toEqual(first.get(ofBob));
  });
});

interface Gaps {
  readonly events: boolean;
  readonly outcomes: boolean;
}

/** Whether a table has room between its rows where former versions of rows are or were: an update leaves it, a rewrite does not. */
async function gaps({ owner }: FreshDatabase): Promise<Gaps> {
  const hasGaps = async (table: keyof Gaps): Promise<boolean> => {
    const { rowCount } = await owner.query(
      `select from (select (ctid::text::point)[1] as item, row_number() over (partition by (ctid::text::point)[0] order by ctid) as nth
       from ${table}) placed where item <> nth`,
    );
    return rowCount !== 0;
  };
  return { events: await hasGaps('events'), outcomes: await hasGaps('outcomes') };
}

/** The schema of version 0.1, with its fingerprints. */
async function toVersion01({ owner }: FreshDatabase, commands: readonly IdentifiedCommand[]): Promise<void> {
  await owner.query(`
    drop trigger subjects_guard on subjects;
    drop function guard_subject();
    drop table commands_to_forget;
    delete from subjects where refused_at is not null or reference = 'carol';
    alter table subjects alter column last_identity set not null, drop column refused_at, drop column has_more_identities,
      drop column erases_at, drop column erasure_requested_by, drop column erasure_client;
    ${readFileSync(namesBefore, 'utf8')}
    alter table outcomes drop column subject_id, alter column fingerprint set not null;
    delete from migrations where name in ('Erasure1764700000000', 'PlainNames1764800000000');
    alter table events disable trigger user`);
  for (const command of commands) {
    if (command.type !== 'Assign') continue;
    const { commandId, poolId, subject } = command;
    const content = [commandId, 'Assign', poolId, subject.kind, referenceOf(subject)];
    const former = BigInt.asIntN(64, BigInt(`0x${hash('sha256', JSON.stringify(content)).slice(0, 16)}`)).toString();
    for (const table of ['events', 'outcomes']) {
      await owner.query(`update ${table} set fingerprint = $1 where command_id = $2`, [former, commandId]);
    }
  }
  await owner.query('alter table events enable trigger user');
}
