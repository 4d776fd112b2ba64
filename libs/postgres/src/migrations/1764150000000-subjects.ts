import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a pool promises its subjects (docs/adr/0023): a subject's row tells all that it may still hold, a lease says whether its
 * holder took the identity back before the former bound, and the leases of anonymous subjects are counted.
 */
export class Subjects1764150000000 implements MigrationInterface {
  readonly name = 'Subjects1764150000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [columns, guard, counts]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('history is append-only: restore a backup instead'));
  }
}

const columns = `
-- Null but for subjects that hold more than one identity.
alter table subjects add column also_lent integer[];
alter table availability add column taken_back boolean not null default false;
`;

/** As before, but that a holder may take its own identity back, and that a lease which has expired tells who had released it. */
const guard = `
create or replace function guard_availability() returns trigger language plpgsql as $$
begin
  if (new.stock in ('active', 'suspended', 'retired') and json_array_length(new.impus) > 0 and
      case
        when new.status = 'never-assigned' then new.generation = 0 and new.assignment_position is null and new.released_by is null
        else
          new.status in ('assigned', 'released', 'freed', 'expired') and new.generation > 0 and
          new.assigned_at <= new.reassignable_at and new.reassignable_at <= new.assignable_at and
          new.subject_kind in ('authenticated', 'anonymous') and
          (new.status = 'expired' or (new.status in ('released', 'freed')) = (new.released_by is not null)) and
          coalesce(new.released_by in ('wwsf', 'ep-cscf', 'ims-operator'), true) and
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
    if new.reassignable_at < old.reassignable_at and (new.taken_back or new.released_by is distinct from 'ep-cscf') then
      raise exception 'identity % of lane %: its bound cannot move earlier', old.number, old.lane;
    end if;
    if old.status in ('freed', 'expired') and new.status <> old.status then
      raise exception 'identity % of lane %: its lease is closed', old.number, old.lane;
    end if;
  else
    if new.generation <> old.generation + 1 then
      raise exception 'identity % of lane %: generation % after %', old.number, old.lane, new.generation, old.generation;
    end if;
    if new.assigned_at < old.assignable_at and not coalesce(
         -- The same person, whom no quarantine protects, and whose former token ends no later than the new one.
         new.subject_id = old.subject_id and new.subject_kind = 'authenticated' and old.subject_kind = 'authenticated'
         and old.released_by is distinct from 'ims-operator'
         and old.assignable_at <= old.reassignable_at + make_interval(secs => old.quarantine_seconds)
         and (new.assigned_at >= old.reassignable_at
              or old.status = 'released' and new.taken_back
                 and new.reassignable_at >= old.reassignable_at and new.token_expires_at >= old.token_expires_at),
         false) then
      raise exception 'identity % of lane % would have two holders: assignable at %, assigned at %',
        old.number, old.lane, old.assignable_at, new.assigned_at;
    end if;
  end if;
  return new;
end $$;
`;

const counts = `
drop trigger availability_counted_in on availability;
drop trigger availability_counted on availability;
drop function count_inserted();
drop function count_updated();
drop function add_to_pool_counts(smallint, text, integer, integer, integer, integer, integer);

-- Of those that are assigned or released.
alter table pool_counts add column anonymous integer not null default 0;
update pool_counts c set anonymous = n.anonymous
  from (select lane, pool_id, count(*)::int as anonymous from availability
         where status in ('assigned', 'released') and subject_kind = 'anonymous' group by lane, pool_id) n
 where n.lane = c.lane and n.pool_id = c.pool_id;

create function add_to_pool_counts(target smallint, pool text, a integer, r integer, act integer, s integer, ret integer, an integer)
  returns void language sql as $$
  insert into pool_counts as c values (target, pool, a, r, act, s, ret, an)
  on conflict (lane, pool_id) do update
    set assigned = c.assigned + a, released = c.released + r, active = c.active + act,
        suspended = c.suspended + s, retired = c.retired + ret, anonymous = c.anonymous + an
$$;

create function count_inserted() returns trigger language plpgsql as $$
begin
  perform add_to_pool_counts(n.lane, n.pool_id, n.assigned, n.released, n.active, n.suspended, n.retired, n.anonymous)
     from (
       select lane, pool_id, ${countsOf('1')}
         from inserted group by lane, pool_id) n;
  return null;
end $$;
create trigger availability_counted_in after insert on availability
  referencing new table as inserted for each statement execute function count_inserted();

create function count_updated() returns trigger language plpgsql as $$
begin
  perform add_to_pool_counts(n.lane, n.pool_id, n.assigned, n.released, n.active, n.suspended, n.retired, n.anonymous)
     from (
       select lane, pool_id, ${countsOf('change')}
         from (select lane, pool_id, status, stock, subject_kind, 1 as change from after_it
               union all
               select lane, pool_id, status, stock, subject_kind, -1 from before_it) both_ways
        group by lane, pool_id) n;
  return null;
end $$;
create trigger availability_counted after update on availability
  referencing old table as before_it new table as after_it for each statement execute function count_updated();
`;

/** The counts of the rows in hand, each taken so many times. */
function countsOf(times: string): string {
  const states = {
    assigned: `status = 'assigned'`,
    released: `status = 'released'`,
    active: `status not in ('assigned', 'released') and stock = 'active'`,
    suspended: `status not in ('assigned', 'released') and stock = 'suspended'`,
    retired: `status not in ('assigned', 'released') and stock = 'retired'`,
    anonymous: `status in ('assigned', 'released') and subject_kind = 'anonymous'`,
  };
  return Object.entries(states)
    .map(([name, condition]) => `coalesce(sum(${times}) filter (where ${condition}), 0)::int as ${name}`)
    .join(', ');
}
