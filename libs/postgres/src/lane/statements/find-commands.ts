import { laneWise } from '../../sql/lane-wise.js';

/**
 * Commands that have an outcome: by the event that names them, or by a stored answer. Each id is probed by itself: with `any`,
 * statistics of a lane without commands made PostgreSQL read the whole lane. $1 lanes, $2 command ids, in pairs
 */
export const findCommands = laneWise(
  'find-commands',
  ({ lane, rows }) => `
    select ${lane} as lane, found.*
      from ${rows({ id: 'uuid' })}
     cross join lateral (
       (select command_id, fingerprint::text, document, null::json as outcome, null::uuid as subject_id
          from events where lane = ${lane} and command_id = wanted.id limit 1)
       union all
       (select command_id, fingerprint::text, null, outcome, subject_id
          from outcomes where lane = ${lane} and command_id = wanted.id limit 1)) as found`,
);
