import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a batch costs the server (docs/performance.md): an identity is read from one table instead of two, and what a row of
 * `availability` must look like is told by its trigger, which keeps its plans, and not by eleven constraints, which every
 * statement reads and prepares anew.
 */
export class Speed1764000000000 implements MigrationInterface {
  readonly name = 'Speed1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [subscriptions, due, guard]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('history is append-only: restore a backup instead'));
  }
}

const subscriptions = `
alter table availability add column impi text, add column impus json;
alter table availability disable trigger availability_one_holder;
update availability a set impi = i.impi, impus = to_json(i.impus)
  from identities i where i.lane = a.lane and i.number = a.number;
alter table availability enable trigger availability_one_holder;
alter table availability alter column impi set not null, alter column impus set not null;
alter table identities drop column impus;
-- Room for the next version of a row beside it: an update that stays in its page costs two thirds.
alter table availability set (fillfactor = 45);
`;

const due = `
-- Leases that lapse at one instant in the order of their numbers, without having to be sorted.
drop index availability_due;
create index availability_due on availability (lane, reassignable_at, number) where status in ('assigned', 'released');
`;

const guard = `
do $$
declare named text;
begin
  for named in select conname from pg_constraint where conrelid = 'availability'::regclass and contype = 'c' loop
    execute format('alter table availability drop constraint %I', named);
  end loop;
end $$;
drop trigger availability_one_holder on availability;
drop function refuse_second_holder();

-- The last line of defence for "two people never hold one identity": whatever the program believes, the row refuses.
create function guard_availability() returns trigger language plpgsql as $$
begin
  if (new.stock in ('active', 'suspended', 'retired') and json_array_length(new.impus) > 0 and
      case
        when new.status = 'never-assigned' then new.generation = 0 and new.assignment_position is null and new.released_by is null
        else
          new.status in ('assigned', 'released', 'freed', 'expired') and new.generation > 0 and
          new.assigned_at <= new.reassignable_at and new.reassignable_at <= new.assignable_at and
          new.subject_kind in ('authenticated', 'anonymous') and
          (new.status in ('released', 'freed')) = (new.released_by is not null) and
          coalesce(new.released_by in ('wwsf', 'ep-cscf', 'ims-operator'), true) and
          num_nulls(new.assignment_position, new.subject_id, new.token_expires_at, new.guard_seconds,
                    new.quarantine_seconds, new.agreement_version, new.operator_version) = 0
      end) is not true then
    raise exception 'identity % of lane % would be malformed: %', new.number, new.lane, to_json(new) using errcode = 'check_violation';
  end if;
  if tg_op = 'INSERT' then return new; end if;

  if new.generation = old.generation then
    if new.assignment_position is distinct from old.assignment_position
       or new.subject_id is distinct from old.subject_id then
      raise exception 'identity % of lane %: a new holder without a new generation', old.number, old.lane;
    end if;
    if new.reassignable_at < old.reassignable_at and new.released_by is distinct from 'ep-cscf' then
      raise exception 'identity % of lane %: its bound cannot move earlier', old.number, old.lane;
    end if;
    if old.status in ('freed', 'expired') and new.status <> old.status then
      raise exception 'identity % of lane %: its lease is closed', old.number, old.lane;
    end if;
  else
    if new.generation <> old.generation + 1 then
      raise exception 'identity % of lane %: generation % after %', old.number, old.lane, new.generation, old.generation;
    end if;
    if new.assigned_at < old.assignable_at then
      raise exception 'identity % of lane % would have two holders: assignable at %, assigned at %',
        old.number, old.lane, old.assignable_at, new.assigned_at;
    end if;
  end if;
  return new;
end $$;
create trigger availability_guard before insert or update on availability
  for each row execute function guard_availability();
`;
