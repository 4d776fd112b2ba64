import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The store: lanes, events, the inline availability, outcomes without an event, subjects, terms, the registry of names,
 * and the projector's first read model. `lane` leads every key that a batch touches, so that the tables can be spread
 * by lane; only the registry of names spans lanes.
 */
export class Core1763900000000 implements MigrationInterface {
  readonly name = 'Core1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      clock,
      lanes,
      events,
      identities,
      availability,
      memory,
      terms,
      registry,
      readModels,
      roles,
    ]) {
      await runner.query(statement);
    }
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('history is append-only: restore a backup instead'));
  }
}

const clock = `
-- The only clock that decides. A function, so that tests can put a clock of their own in its place.
create function allocator_clock() returns timestamptz language sql volatile as 'select clock_timestamp()';
`;

const lanes = `
create table lanes (
  lane smallint primary key,
  position bigint not null default 0,
  hash text not null default repeat('0', 64),
  last_recorded_at timestamptz not null default '-infinity',
  next_identity_number integer not null default 1,
  closed_because text
) with (fillfactor = 50);

-- Lock first, then read the clock: a batch that waited for the lane must not decide with the time at which it came.
create function lock_lane(wanted smallint)
returns table (lane_position bigint, lane_hash text, closed text, lane_now timestamptz)
language plpgsql as $$
declare last_recorded timestamptz;
begin
  select position, hash, closed_because, last_recorded_at
    into lane_position, lane_hash, closed, last_recorded
    from lanes where lane = wanted for update;
  if not found then raise exception 'there is no lane %', wanted; end if;
  -- Milliseconds, as in the documents; rounded down, so that nothing is ever early.
  lane_now := greatest(date_trunc('milliseconds', allocator_clock()), last_recorded);
  return next;
end $$;
`;

const events = `
create table events (
  lane smallint not null,
  position bigint not null,
  type text not null,
  identity_number integer,
  command_id uuid,
  fingerprint bigint,
  document text not null,
  primary key (lane, position)
);
create unique index events_by_command on events (lane, command_id) where command_id is not null;
create index events_by_identity on events (lane, identity_number, position) where identity_number is not null;

create function refuse_change_of_history() returns trigger language plpgsql as $$
begin
  raise exception 'events are append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger events_append_only before update or delete on events
  for each row execute function refuse_change_of_history();
create trigger events_no_truncate before truncate on events
  for each statement execute function refuse_change_of_history();
`;

const identities = `
create table identities (
  lane smallint not null,
  number integer not null,
  pool_id text not null,
  impi text not null,
  impus text[] not null check (cardinality(impus) > 0),
  primary key (lane, number),
  unique (lane, pool_id, impi)
);
`;

const availability = `
-- What changes with each lending, apart from what does not: narrow rows, narrow indexes.
create table availability (
  lane smallint not null,
  number integer not null,
  pool_id text not null,
  stock text not null check (stock in ('active', 'suspended', 'retired')),
  generation integer not null check (generation >= 0),
  assignable_at timestamptz not null,
  status text not null check (status in ('never-assigned', 'assigned', 'released', 'freed', 'expired')),
  released_by text check (released_by in ('wwsf', 'ep-cscf', 'ims-operator')),
  assignment_position bigint,
  subject_id uuid,
  subject_kind text check (subject_kind in ('authenticated', 'anonymous')),
  assigned_at timestamptz,
  token_expires_at timestamptz,
  reassignable_at timestamptz,
  guard_seconds integer,
  quarantine_seconds integer,
  agreement_version integer,
  operator_version integer,
  primary key (lane, number),
  foreign key (lane, number) references identities (lane, number),
  check ((status = 'never-assigned') = (assignment_position is null)),
  check ((status = 'never-assigned') = (generation = 0)),
  check ((status in ('released', 'freed')) = (released_by is not null)),
  check (assigned_at <= reassignable_at and reassignable_at <= assignable_at),
  check (status = 'never-assigned'
    or num_nulls(subject_id, subject_kind, assigned_at, token_expires_at, reassignable_at, guard_seconds,
                 quarantine_seconds, agreement_version, operator_version) = 0)
) with (fillfactor = 80);
create index availability_queue on availability (lane, pool_id, assignable_at, number) where stock = 'active';
create index availability_due on availability (lane, reassignable_at) where status in ('assigned', 'released');

-- The last line of defence for "two people never hold one identity": whatever the program believes, the row refuses.
create function refuse_second_holder() returns trigger language plpgsql as $$
begin
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
create trigger availability_one_holder before update on availability
  for each row execute function refuse_second_holder();
`;

const memory = `
-- Answers that no event can give again: refusals, and commands that changed nothing.
create table outcomes (
  lane smallint not null,
  command_id uuid not null,
  fingerprint bigint not null,
  refused boolean not null,
  recorded_at timestamptz not null,
  outcome json not null,
  primary key (lane, command_id)
);
create index outcomes_refused on outcomes (lane, recorded_at) where refused;

-- Personal data: the WWSF's own reference to its user or session. Rows may be erased; events know the subject id only.
create table subjects (
  lane smallint not null,
  pool_id text not null,
  kind text not null check (kind in ('authenticated', 'anonymous')),
  reference text not null,
  subject_id uuid not null,
  last_lent integer not null,
  primary key (lane, pool_id, kind, reference)
) with (fillfactor = 90);
`;

const terms = `
create table operators (
  lane smallint not null,
  operator_id text not null,
  terms json not null,
  primary key (lane, operator_id)
);
create table agreements (
  lane smallint not null,
  agreement_id text not null,
  operator_id text not null,
  wwsf_id text not null,
  terms json not null,
  primary key (lane, agreement_id)
);
create table pools (
  lane smallint not null,
  pool_id text not null,
  operator_id text not null,
  terms json not null,
  primary key (lane, pool_id)
);
`;

const registry = `
-- Every name of every identity once, over all lanes, pools and operators (an alias is what a tel URI and its SIP URI share).
create table identity_registry (
  alias text primary key,
  lane smallint not null,
  pool_id text not null,
  impi text not null
);
`;

const readModels = `
create table pool_activity (
  lane smallint not null,
  pool_id text not null,
  minute timestamptz not null,
  assigned integer not null default 0,
  released integer not null default 0,
  expired integer not null default 0,
  refused integer not null default 0,
  primary key (lane, pool_id, minute)
);
create table projection_checkpoints (
  projection text not null,
  lane smallint not null,
  position bigint not null,
  primary key (projection, lane)
);
`;

/** The service works as this role, whoever it connects as: it can add to history and cannot change it. */
const roles = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'allocator_service') then
    create role allocator_service nologin;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of the server made it just now
end $$;
-- Whoever created the role is a member of it, but from PostgreSQL 16 on may work as it only once it is granted.
do $$
declare privilege text := case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end;
begin
  if not pg_has_role(current_user, 'allocator_service', privilege) then
    execute format('grant allocator_service to %I', current_user);
  end if;
end $$;
grant usage on schema public to allocator_service;
grant select, insert on events, identities to allocator_service;
grant select, insert, update on lanes, availability, subjects, operators, agreements, pools, pool_activity,
  projection_checkpoints to allocator_service;
grant select, insert, delete on outcomes, identity_registry to allocator_service;
`;
