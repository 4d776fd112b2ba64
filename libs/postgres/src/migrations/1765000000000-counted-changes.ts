import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a change of `availability` costs is what its rows cost. The counts of pools are written by the trigger's own statement: a function in
 * SQL was planned again for each batch (before PostgreSQL 18). Names are parsed if they have changed. `refuse_shortfall` lets a statement
 * fail that has found fewer rows than it was to change.
 */
export class CountedChanges1765000000000 implements MigrationInterface {
  readonly name = 'CountedChanges1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [countInserted, countUpdated, dropFormer, guardAvailability, refuseShortfall]) {
      await runner.query(statement);
    }
  }

  /** The functions of the triggers stay: they do what the former ones did, for the former version too. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function refuse_shortfall(integer, bigint)');
  }
}

const isOpen = `status in ('assigned', 'released')`;
/** The counts of a pool, each with the condition of the identities that it counts. */
export const counts: Readonly<Record<string, string>> = {
  assigned: `status = 'assigned'`,
  released: `status = 'released'`,
  active: `not ${isOpen} and stock = 'active'`,
  suspended: `not ${isOpen} and stock = 'suspended'`,
  retired: `not ${isOpen} and stock = 'retired'`,
  anonymous: `${isOpen} and subject_kind = 'anonymous'`,
};
const names = Object.keys(counts);

/**
 * Adds to the counts of each pool. `on conflict` probes the key whatever the statistics say, and waits for a concurrent change. Refused: an
 * update by ctid, which is as fast, and silently misses a row that has moved.
 */
function addToCounts(change: string, rows: string): string {
  const sums = Object.values(counts).map((condition) => `coalesce(sum(${change}) filter (where ${condition}), 0)`);
  return `
  insert into pool_counts as c (lane, pool_id, ${names.join(', ')})
  select lane, pool_id, ${sums.join(', ')} from ${rows} group by lane, pool_id
      on conflict (lane, pool_id) do update
     set ${names.map((name) => `${name} = c.${name} + excluded.${name}`).join(', ')};`;
}

const countInserted = `
create or replace function count_inserted() returns trigger language plpgsql as $$
begin
  ${addToCounts('1', 'inserted')}
  return null;
end $$`;

/** The rows that an update has changed, after it and before it: `change` is what each adds to a count. */
export const bothWays = `(
    select lane, pool_id, status, stock, subject_kind, 1 as change from after_it
     union all
    select lane, pool_id, status, stock, subject_kind, -1 from before_it) both_ways`;

const countUpdated = `
create or replace function count_updated() returns trigger language plpgsql as $$
begin
  ${addToCounts('change', bothWays)}
  return null;
end $$`;

const dropFormer =
  'drop function if exists add_to_pool_counts(smallint, text, integer, integer, integer, integer, integer, integer)';

/** For a transaction that is to be run again: another one has moved rows. */
const refuseShortfall = `
create function refuse_shortfall(wanted integer, changed bigint) returns text language plpgsql as $$
begin
  raise exception '% of % identities changed: the others are missing or were changed by another transaction', changed, wanted
    using errcode = 'serialization_failure';
end $$`;

/** As before, but for the names. */
const guardAvailability = `
create or replace function guard_availability() returns trigger language plpgsql as $$
begin
  if (new.stock in ('active', 'suspended', 'retired') and
      -- Parsed if they have changed: never by a batch.
      (new.impus::text = old.impus::text or json_array_length(new.impus) > 0) and
      case
        when new.status = 'never-assigned' then new.generation = 0 and new.assignment_position is null
          and new.released_by is null and new.kept_from is null
        else
          new.status in ('assigned', 'released', 'freed', 'expired') and new.generation > 0 and
          new.assigned_at <= new.reassignable_at and new.reassignable_at <= new.assignable_at and
          new.subject_kind in ('authenticated', 'anonymous') and
          (new.status = 'expired' or (new.status in ('released', 'freed')) = (new.released_by is not null)) and
          coalesce(new.released_by in ('wwsf', 'ep-cscf', 'ims-operator'), true) and
          new.token_sequence > 0 and coalesce(new.last_token_ends_at > new.token_expires_at, true) and
          coalesce(new.kept_from = new.subject_id, true) and
          num_nulls(new.assignment_position, new.subject_id, new.token_expires_at, new.guard_seconds,
                    new.quarantine_seconds, new.agreement_version, new.operator_version) = 0
      end) is not true then
    raise exception 'identity % of lane % would be malformed: %', new.number, new.lane, to_json(new) using errcode = 'check_violation';
  end if;
  if tg_op = 'INSERT' then return new; end if;

  if new.generation = old.generation then
    if new.assignment_position is distinct from old.assignment_position
       or new.subject_id is distinct from old.subject_id or new.taken_back is distinct from old.taken_back then
      raise exception 'identity % of lane %: a new holder without a new generation', old.number, old.lane;
    end if;
    if (new.reassignable_at < old.reassignable_at or new.assignable_at < old.assignable_at)
       and (old.status in ('freed', 'expired') or new.status is distinct from 'freed'
            or new.taken_back or new.former_token_revived or new.released_by is distinct from 'ep-cscf') then
      raise exception 'identity % of lane %: its bound cannot move earlier', old.number, old.lane;
    end if;
    if new.guard_seconds < old.guard_seconds then
      raise exception 'identity % of lane %: its guard cannot become shorter', old.number, old.lane;
    end if;
    if old.status in ('freed', 'expired') and new.status <> old.status then
      raise exception 'identity % of lane %: its lease is closed', old.number, old.lane;
    end if;
    if new.token_sequence < old.token_sequence or new.former_token_revived < old.former_token_revived
       or coalesce(new.last_token_ends_at, new.token_expires_at) < coalesce(old.last_token_ends_at, old.token_expires_at) then
      raise exception 'identity % of lane %: a token that was issued cannot be taken back', old.number, old.lane;
    end if;
    if new.tokens_refused < old.tokens_refused or new.tokens_refused > old.tokens_refused and new.status <> 'freed' then
      raise exception 'identity % of lane %: tokens are refused as the lease is closed', old.number, old.lane;
    end if;
    if old.kept_from is not null and new.kept_from is null then
      raise exception 'identity % of lane %: it was revoked from its holder', old.number, old.lane;
    end if;
  else
    if new.generation <> old.generation + 1 then
      raise exception 'identity % of lane %: generation % after %', old.number, old.lane, new.generation, old.generation;
    end if;
    if new.subject_id = old.kept_from then
      raise exception 'identity % of lane % was revoked from its last holder, and would go back to it', old.number, old.lane;
    end if;
    if new.assigned_at < old.assignable_at and not coalesce(
         -- The same person, whom no quarantine protects, and whose former token ends no later than the new one.
         new.subject_id = old.subject_id and new.subject_kind = 'authenticated' and old.subject_kind = 'authenticated'
         and old.released_by is distinct from 'ims-operator'
         and old.assignable_at <= old.reassignable_at + make_interval(secs => old.quarantine_seconds)
         and (new.assigned_at >= old.reassignable_at
              or old.status = 'released' and new.taken_back and not old.former_token_revived
                 and new.reassignable_at >= old.reassignable_at
                 and coalesce(new.last_token_ends_at, new.token_expires_at)
                     >= coalesce(old.last_token_ends_at, old.token_expires_at)),
         false) then
      raise exception 'identity % of lane % would have two holders: assignable at %, assigned at %',
        old.number, old.lane, old.assignable_at, new.assigned_at;
    end if;
  end if;
  return new;
end $$`;
