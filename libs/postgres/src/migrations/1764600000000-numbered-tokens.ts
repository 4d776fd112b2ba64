import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An identity is freed early on proof alone (docs/adr/0034): a lease knows how many tokens it has had and when the last of them
 * ends, an identity knows from whom it was revoked, and leases that indications ended by the rule of version 0.1 go back
 * to their full bound. Version 0.1 must not decide beside this one, so its processes find no way into a lane any more.
 */
export class NumberedTokens1764600000000 implements MigrationInterface {
  readonly name = 'NumberedTokens1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [lock, columns, known, guard, restore, incomplete]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('history is append-only: restore a backup instead'));
  }
}

/** The same under another name: `lock_lane` is how version 0.1 enters a lane, and its rule of early freeing is unsafe. */
const lock = `
drop function lock_lane(smallint);
-- Lock first, then read the clock: a batch that waited for the lane must not decide with the time at which it came.
-- Where the lane goes on behind the position that the asking process has seen, the event there shows whether it is the same history.
create function enter_lane(wanted smallint, seen bigint)
returns table (lane_position bigint, lane_hash text, closed text, lane_now timestamptz, hash_at_seen text)
language plpgsql as $$
declare last_recorded timestamptz;
begin
  select position, hash, closed_because, last_recorded_at
    into lane_position, lane_hash, closed, last_recorded
    from lanes where lane = wanted for update;
  if not found then raise exception 'there is no lane %', wanted; end if;
  -- Milliseconds, as in the documents; rounded down, so that nothing is ever early.
  lane_now := greatest(date_trunc('milliseconds', allocator_clock()), last_recorded);
  if seen > 0 and seen < lane_position then
    select encode(sha256(convert_to(e.document, 'UTF8')), 'hex') into hash_at_seen
      from events e where e.lane = wanted and e.position = seen;
  end if;
  return next;
end $$;
`;

const columns = `
-- last_token_ends_at: null where the newest token is the one that ends last, as nearly always.
alter table availability
  add column token_sequence integer default 1, add column last_token_ends_at timestamptz, add column kept_from uuid,
  add column tokens_refused boolean not null default false, add column former_token_revived boolean not null default false;
alter table availability alter column token_sequence drop default;
create index availability_kept on availability (lane, pool_id, assignable_at, number)
  where stock = 'active' and kept_from is not null;
`;

/** What the events of version 0.1 say: a prolongation each is a further token, and a revoked lease has a holder. */
const known = `
alter table availability disable trigger user;
update availability a set token_sequence = n.tokens
  from (select e.lane, e.identity_number, 1 + count(*)::int as tokens
          from events e join availability b on b.lane = e.lane and b.number = e.identity_number
         where e.type = 'Prolonged' and e.position > b.assignment_position
         group by e.lane, e.identity_number) n
 where a.lane = n.lane and a.number = n.identity_number;
update availability set kept_from = subject_id where released_by = 'ims-operator';
update availability a set tokens_refused = true
  from events e
 where a.status = 'freed' and a.released_by = 'ep-cscf' and a.token_sequence = 1
   and e.lane = a.lane and e.identity_number = a.number and e.position > a.assignment_position
   and e.type = 'Released' and e.document::json -> 'data' ->> 'ground' = 'token-refused';
alter table availability enable trigger user;
`;

/**
 * As before, but that a bound moves earlier only as the lease is closed on an eP-CSCF's proof, that tokens are only added, and that
 * an identity does not go back to the one from whom it was revoked.
 */
const guard = `
create or replace function guard_availability() returns trigger language plpgsql as $$
begin
  if (new.stock in ('active', 'suspended', 'retired') and json_array_length(new.impus) > 0 and
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
end $$;
`;

/**
 * Sets off a move of every pool in which an indication has ended a lease, or a revocation, before which one may have come: from the commit of this migration on each batch reckons
 * with the full bound, and the scheduler records it, a batch at a time. A raise that is under way goes on in the same move.
 */
const restore = `
with profiles as (
  select operator_id, version,
         case terms ->> 'registrationModel' when 'outlives-token' then (terms ->> 'maxRegistrationSeconds')::int
           else least(coalesce((terms ->> 'minRegistrationSeconds')::int, 0), (terms ->> 'maxRegistrationSeconds')::int)
         end as outliving,
         (terms -> 'guard' ->> 'tokenLeewaySeconds')::int as leeway, (terms -> 'guard' ->> 'clockSkewSeconds')::int as skew,
         (terms -> 'guard' ->> 'inFlightSeconds')::int as flight, (terms -> 'guard' ->> 'purgeDelaySeconds')::int as purge
    from operator_versions),
largest as (
  select operator_id, version, max(outliving) over later as outliving,
         max(leeway) over later + 2 * max(skew) over later + max(flight) over later + max(purge) over later as guard
    from profiles window later as (partition by operator_id order by version desc)),
spans as (
  select operator_id, json_agg(json_build_object(
           'fromVersion', version, 'outlivingSeconds', outliving, 'guardSeconds', guard) order by version) as spans
    from largest group by operator_id)
update pools p
   set hold_moved_to = 0,
       hold_move = json_build_object(
         'operatorVersion', (p.terms ->> 'operatorVersion')::int,
         'since', least((p.hold_move ->> 'since')::bigint, moment.ms),
         'spans', s.spans, 'restoresUntil', moment.ms)
  from spans s, lanes l
 cross join lateral (
   -- The lane's time: what it has recorded may be ahead of the clock.
   select floor(extract(epoch from greatest(allocator_clock(), l.last_recorded_at)) * 1000)::bigint as ms) moment
 where s.operator_id = p.operator_id and l.lane = p.lane
   and exists (select from availability a
                where a.lane = p.lane and a.pool_id = p.pool_id and a.released_by in ('ep-cscf', 'ims-operator'));
`;

/**
 * A profile of version 0.1 has no minimum of the registrar, so where the token caps registrations its bounds are too short: until the
 * service has completed the profile, which it does at its start, pools under it assign and prolong nothing.
 */
const incomplete = `
update pools p set terms = (p.terms::jsonb || '{"agreementInfeasible": true}')::json
  from operators o
 where o.operator_id = p.operator_id
   and o.terms ->> 'registrationModel' = 'capped-by-token' and o.terms ->> 'minRegistrationSeconds' is null;
`;
