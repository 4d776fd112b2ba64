import type { Statement } from '../../sql/statement.js';

/** Notes the pool's WWSF, whose commands in Kafka can contain the reference. $1 lane, $2 pool id, $3 now */
export const noteCommands: Statement = {
  name: 'note-commands',
  text: `
    insert into commands_to_forget as c (wwsf_id, noted_at)
    select terms ->> 'wwsfId', $3::timestamptz from pools where lane = $1 and pool_id = $2
    on conflict (wwsf_id) do update set noted_at = greatest(c.noted_at, excluded.noted_at)`,
};
