import type { Statement } from '../../sql/statement.js';

/** Commands that have an outcome: by the event that names them, or by a stored answer. $1 lane, $2 command ids */
export const findCommands: Statement = {
  name: 'find-commands',
  text: `
    select command_id, fingerprint::text, document, null::json as outcome, null::uuid as subject_id
      from events where lane = $1 and command_id = any($2::uuid[])
    union all
    select command_id, fingerprint::text, null, outcome, subject_id
      from outcomes where lane = $1 and command_id = any($2::uuid[])`,
};
