import type { Statement } from '../sql.js';

/** $1 lane, $2 recorded at, $3 command ids, $4 fingerprints, $5 whether refused, $6 outcomes as JSON */
export const insertOutcomes: Statement = {
  name: 'insert-outcomes',
  text: `
    insert into outcomes (lane, recorded_at, command_id, fingerprint, refused, outcome)
    select $1, $2::timestamptz, * from unnest($3::uuid[], $4::bigint[], $5::boolean[], $6::json[])`,
};

/** Deletes refusals that are older, oldest first, of every lane at most so many. $1 seconds, $2 how many */
export const deleteOldRefusals: Statement = {
  name: 'delete-old-refusals',
  text: `
    with deleted as (
      delete from outcomes o using lanes l, lateral (
        select command_id from outcomes
         where lane = l.lane and refused and recorded_at < allocator_clock() - make_interval(secs => $1)
         order by recorded_at limit $2) old
       where o.lane = l.lane and o.command_id = old.command_id
      returning 1)
    select count(*)::float8 as deleted from deleted`,
};
