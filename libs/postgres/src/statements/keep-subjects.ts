import type { Statement } from '../sql.js';

/** Subjects with the identity that each was lent last. $1 lane, $2 pool ids, $3 kinds, $4 references, $5 subject ids, $6 numbers */
export const insertSubjects: Statement = {
  name: 'insert-subjects',
  text: `
    insert into subjects (lane, pool_id, kind, reference, subject_id, last_lent)
    select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::int[])`,
};

/**
 * The same for subjects that the pools know. Apart from `insertSubjects`, for the batch knows which it is and a conflict
 * costs a row as much again; and no `update`, whose join with an array can be planned to read the whole lane.
 */
export const moveSubjects: Statement = {
  name: 'move-subjects',
  text: `${insertSubjects.text}
    on conflict (lane, pool_id, kind, reference) do update set last_lent = excluded.last_lent`,
};
