import type { Statement } from '../sql.js';

/** $1 lane, $2 recorded at, $3 command ids, $4 fingerprints, $5 whether refused, $6 outcomes as JSON */
export const insertOutcomes: Statement = {
  name: 'insert-outcomes',
  text: `
    insert into outcomes (lane, recorded_at, command_id, fingerprint, refused, outcome)
    select $1, $2::timestamptz, * from unnest($3::uuid[], $4::bigint[], $5::boolean[], $6::json[])`,
};

/** Refusals older than the retention, at most so many at a time. $1 lane, $2 older than, $3 how many */
export const deleteOldRefusals: Statement = {
  name: 'delete-old-refusals',
  text: `
    delete from outcomes where lane = $1 and command_id in (
      select command_id from outcomes where lane = $1 and refused and recorded_at < $2::timestamptz
       order by recorded_at limit $3)`,
};
