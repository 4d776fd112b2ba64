import type { MigrationInterface, QueryRunner } from 'typeorm';

type Rename = readonly [object: string, from: string, to: string];

const columns: readonly Rename[] = [
  ['subjects', 'last_lent', 'last_identity'],
  ['subjects', 'also_lent', 'earlier_identities'],
  ['subjects', 'lent_more', 'has_more_identities'],
  ['subjects', 'erasure_asked_by', 'erasure_requested_by'],
  ['pools', 'lend_not_before', 'assign_not_before'],
  ['pool_reuse', 'lendings', 'assignments'],
  // The copy that an unfinished `allocator replay` has begun, if there is one.
  ['replay.pool_reuse', 'lendings', 'assignments'],
];
const table = { from: 'subject_lendings', to: 'subject_assignments' };
const projection = { from: 'subject-lendings', to: 'subject-assignments' };

/**
 * Names the columns and the read model of assignments as the glossary does (docs/adr/0052). A process of version 0.1 decides nothing on
 * this schema, as since `numbered-tokens`: its commands get `500` until it is stopped.
 */
export class PlainNames1764800000000 implements MigrationInterface {
  readonly name = 'PlainNames1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [of, from, to] of columns) await renameColumn(runner, of, from, to);
    await renameReadModel(runner, table.from, table.to, projection.from, projection.to);
    await runner.query(guardSubject('last_identity'));
    await runner.query(guardSharedName);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [of, from, to] of columns) await renameColumn(runner, of, to, from);
    await renameReadModel(runner, table.to, table.from, projection.to, projection.from);
    await runner.query(guardSubject('last_lent'));
  }
}

async function renameColumn(runner: QueryRunner, of: string, from: string, to: string): Promise<void> {
  await runner.query(`alter table if exists ${of} rename column ${from} to ${to}`);
}

async function renameReadModel(
  runner: QueryRunner,
  fromTable: string,
  toTable: string,
  fromProjection: string,
  toProjection: string,
): Promise<void> {
  await runner.query(`alter table ${fromTable} rename to ${toTable}`);
  await runner.query(`alter table ${toTable} rename constraint ${fromTable}_pkey to ${toTable}_pkey`);
  await runner.query('update projection_checkpoints set projection = $1 where projection = $2', [
    toProjection,
    fromProjection,
  ]);
}

/** @param lastIdentity the column that is null while the subject was only refused */
function guardSubject(lastIdentity: string): string {
  return `
    create or replace function guard_subject() returns trigger language plpgsql as $$
    begin
      if exists (select from legal_holds where subject_id = old.subject_id) then
        raise exception 'subject % is under a legal hold', old.subject_id using errcode = 'insufficient_privilege';
      end if;
      if old.${lastIdentity} is not null
         and not exists (select from erased_subjects where lane = old.lane and subject_id = old.subject_id) then
        raise exception 'subject % is erased by POST /v1/pools/{poolId}/erasures alone', old.subject_id
          using errcode = 'insufficient_privilege';
      end if;
      return old;
    end $$`;
}

/** As before, with a clearer comment. */
const guardSharedName = `
create or replace function guard_shared_name() returns trigger language plpgsql as $$
declare shared record;
begin
  if not exists (select from shared_names n where n.pool_id = new.pool_id and n.impi = new.impi) then return new; end if;
  -- The two identities can be in two lanes: activations of both wait for each other here.
  perform pg_advisory_xact_lock(7233230);
  select * into shared from shared_names n
   where n.pool_id = new.pool_id and n.impi = new.impi
     and (n.other_stock <> 'retired' or n.other_assignable_at > allocator_clock()) limit 1;
  if found then
    raise exception 'identity % of pool % shares % with % of pool %: retire that one first',
      new.impi, new.pool_id, shared.alias, shared.other_impi, shared.other_pool_id using errcode = 'check_violation';
  end if;
  return new;
end $$`;
