import type { Statement } from '../../sql/statement.js';

/**
 * Commands that have an outcome: by the event that names them, or by a stored answer. Each id is probed by itself: with `any`,
 * statistics of a lane without commands made PostgreSQL read the whole lane. $1 lane, $2 command ids
 */
export const findCommands: Statement = {
  name: 'find-commands',
  text: `
    select found.* from unnest($2::uuid[]) as wanted (id) cross join lateral (
      (select command_id, fingerprint::text, document, null::json as outcome, null::uuid as subject_id
         from events where lane = $1 and command_id = wanted.id limit 1)
      union all
      (select command_id, fingerprint::text, null, outcome, subject_id
         from outcomes where lane = $1 and command_id = wanted.id limit 1)
    ) as found`,
};
