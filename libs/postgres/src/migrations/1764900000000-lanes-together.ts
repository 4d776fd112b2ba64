import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One transaction enters several lanes (docs/adr/0056). It never waits for a lane while it holds another: so it delays no lane for the
 * lock of another one, and no two transactions wait for each other.
 */
export class LanesTogether1764900000000 implements MigrationInterface {
  readonly name = 'LanesTogether1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(enterLanes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(enterLane);
  }
}

const enterLanes = `
drop function enter_lane(smallint, bigint);
-- Lock first, then read the clock: a batch that waited for the lane must not decide with the time at which it came.
-- Where a lane continues after the position that the process has seen, the event there shows whether it is the same history.
create function enter_lanes(wanted smallint[], seen bigint[])
returns table (entered smallint, lane_position bigint, lane_hash text, closed text, lane_now timestamptz, hash_at_seen text)
language plpgsql rows 8 as $$
declare
  seen_position bigint; last_recorded timestamptz; has_entered boolean := false; awaited smallint; waits integer := 0;
  -- One transaction at a time waits for lanes, so that it finds all of them free after another process's commit. No other advisory lock has
  -- this key.
  queue_lock bigint := 7233240; has_queue_lock boolean := false;
begin
  if cardinality(wanted) > 1 then
    has_queue_lock := pg_try_advisory_lock(queue_lock);
    if not has_queue_lock then
      -- Not for long: the first one may wait for lanes that this one does not want. In these blocks the timeout ends with the block.
      begin
        perform set_config('lock_timeout', '20ms', true);
        perform pg_advisory_lock(queue_lock);
        has_queue_lock := true;
        raise sqlstate 'AL001';
      exception
        when sqlstate 'AL001' then null;
        when lock_not_available then
          -- It can be granted at the moment at which the wait ends, and is then kept.
          has_queue_lock := exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
            and classid = 0 and objid = queue_lock and objsubid = 1 and granted);
      end;
    end if;
  end if;
  loop
    for entered, seen_position in select w.lane, w.seen from unnest(wanted, seen) as w (lane, seen) order by w.lane loop
      select position, hash, closed_because, last_recorded_at
        into lane_position, lane_hash, closed, last_recorded
        from lanes where lane = entered for update skip locked;
      continue when not found;
      has_entered := true;
      -- Milliseconds, as in the documents; rounded down, so that nothing is ever early.
      lane_now := greatest(date_trunc('milliseconds', allocator_clock()), last_recorded);
      hash_at_seen := null;
      if seen_position > 0 and seen_position < lane_position then
        select encode(sha256(convert_to(e.document, 'UTF8')), 'hex') into hash_at_seen
          from events e where e.lane = entered and e.position = seen_position;
      end if;
      return next;
    end loop;
    exit when has_entered;
    -- None is free, and none is held: wait for one, and then take what is free. Not for long, and then for the next: one that is held for
    -- long must not delay the others.
    awaited := wanted[1 + waits % cardinality(wanted)];
    if cardinality(wanted) = 1 then
      perform from lanes where lane = awaited for update;
      if not found then raise exception 'there is no lane %', awaited; end if;
    else
      begin
        perform set_config('lock_timeout', case when has_queue_lock then '20ms' else '50ms' end, true);
        perform from lanes where lane = awaited for update;
        if not found then raise exception 'there is no lane %', awaited; end if;
        -- It is free. Undone and taken again above: a lock of this block, and then the update after it, would need a multixact each time.
        raise sqlstate 'AL001';
      exception
        when sqlstate 'AL001' then null;
        when lock_not_available then
          waits := waits + 1;
          if waits = 200 then raise; end if;
          if has_queue_lock then has_queue_lock := not pg_advisory_unlock(queue_lock); end if;
      end;
    end if;
  end loop;
  if has_queue_lock then perform pg_advisory_unlock(queue_lock); end if;
end $$;
`;

const enterLane = `
drop function enter_lanes(smallint[], bigint[]);
create function enter_lane(wanted smallint, seen bigint)
returns table (lane_position bigint, lane_hash text, closed text, lane_now timestamptz, hash_at_seen text)
language plpgsql as $$
declare last_recorded timestamptz;
begin
  select position, hash, closed_because, last_recorded_at
    into lane_position, lane_hash, closed, last_recorded
    from lanes where lane = wanted for update;
  if not found then raise exception 'there is no lane %', wanted; end if;
  lane_now := greatest(date_trunc('milliseconds', allocator_clock()), last_recorded);
  if seen > 0 and seen < lane_position then
    select encode(sha256(convert_to(e.document, 'UTF8')), 'hex') into hash_at_seen
      from events e where e.lane = wanted and e.position = seen;
  end if;
  return next;
end $$;
`;
