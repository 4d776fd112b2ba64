import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * After an erasure no stored data allows testing a guess of the reference (docs/adr/0043), and an erasure waits for the last bound of
 * its subject's leases (docs/adr/0044).
 */
export class Erasure1764700000000 implements MigrationInterface {
  readonly name = 'Erasure1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [subjects, outcomes, fingerprints, gone, guard, notes]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('history is append-only: restore a backup instead'));
  }
}

const subjects = `
-- last_lent: null, and refused_at not, while the subject was only refused. lent_more: true once it may have held more than also_lent tells.
-- No partial index is on last_lent: it changes with each assignment, which would write every index anew.
alter table subjects alter column last_lent drop not null,
  add column refused_at timestamptz, add column lent_more boolean not null default false,
  add column erases_at timestamptz, add column erasure_asked_by text, add column erasure_client text;
create index subjects_refused on subjects (lane, refused_at) where refused_at is not null;
create index subjects_to_erase on subjects (lane, erases_at) where erases_at is not null;

update subjects s set lent_more = true
  from availability a
 where a.lane = s.lane and a.subject_id = s.subject_id and a.status in ('assigned', 'released')
   and a.number <> all(array_prepend(s.last_lent, s.also_lent));
`;

/**
 * Kept answers do not show whether they answered an assignment. So refusals and repeated subjects lose their fingerprints, and their
 * commands are identified by id alone. The change of type rewrites the table: an update would leave the old values in dead rows.
 */
const outcomes = `
alter table outcomes alter column fingerprint drop not null, add column subject_id uuid,
  alter column fingerprint type bigint
    using case when not refused and outcome ->> 'kind' = 'stock-changed' then fingerprint end;
`;

/**
 * Computed as by \`fingerprintOf\`. The change of type rewrites the table and its indexes: an update would leave the old values in dead
 * rows, and the trigger refuses it. The table is locked meanwhile, and needs its size again as free space (docs/operations.md).
 */
const fingerprints = `
alter table events alter column fingerprint type bigint using
  case when type = 'Assigned' and fingerprint is not null then
    ('x' || left(encode(sha256(convert_to(
      '["' || command_id || '","Assign","' || (document::json #>> '{data,poolId}') || '","'
        || (document::json #>> '{data,subjectKind}') || '"]', 'UTF8')), 'hex'), 16))::bit(64)::bigint
  else fingerprint end;
`;

/** Version 0.1 documented a manual deletion of the row; its time is unknown. */
const gone = `
insert into erased_subjects (lane, subject_id, erased_at)
select e.lane, e.subject_id, date_trunc('milliseconds', allocator_clock())
  from (select distinct lane, (document::json #>> '{data,subjectId}')::uuid as subject_id
          from events where type = 'Assigned') e
  left join subjects s on s.lane = e.lane and s.subject_id = e.subject_id
 where s.subject_id is null
on conflict do nothing;
`;

const guard = `
-- Whoever deletes it: a reference under a legal hold stays, and one whose subject was lent an identity goes with the record of its erasure.
create function guard_subject() returns trigger language plpgsql as $$
begin
  if exists (select from legal_holds where subject_id = old.subject_id) then
    raise exception 'subject % is under a legal hold', old.subject_id using errcode = 'insufficient_privilege';
  end if;
  if old.last_lent is not null
     and not exists (select from erased_subjects where lane = old.lane and subject_id = old.subject_id) then
    raise exception 'subject % is erased by POST /v1/pools/{poolId}/erasures alone', old.subject_id
      using errcode = 'insufficient_privilege';
  end if;
  return old;
end $$;
create trigger subjects_guard before delete on subjects for each row execute function guard_subject();
`;

const notes = `
-- WWSFs of whose subjects one was erased: their answered commands in Kafka have the reference too.
create table commands_to_forget (
  wwsf_id text primary key,
  noted_at timestamptz not null
);
grant select, insert, update, delete on commands_to_forget to allocator_service;
`;
