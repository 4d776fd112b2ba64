import type { Statement } from '../sql.js';

/**
 * Subjects with the identities that each was lent: the last one, and the earlier ones that it may still hold.
 * $1 lane, $2 pool ids, $3 kinds, $4 references, $5 subject ids, $6 numbers, $7 earlier numbers as array literals, or null
 */
export const insertSubjects: Statement = {
  name: 'insert-subjects',
  text: `
    insert into subjects (lane, pool_id, kind, reference, subject_id, last_lent, also_lent)
    select $1, pool_id, kind, reference, subject_id, last_lent, also_lent::int[]
      from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::int[], $7::text[])
        as u (pool_id, kind, reference, subject_id, last_lent, also_lent)`,
};

/**
 * The same for subjects that the pools know. Apart from `insertSubjects`, for the batch knows which it is and a conflict
 * costs a row as much again; and no `update`, whose join with an array can be planned to read the whole lane.
 */
export const moveSubjects: Statement = {
  name: 'move-subjects',
  text: `${insertSubjects.text}
    on conflict (lane, pool_id, kind, reference) do update
       set last_lent = excluded.last_lent, also_lent = excluded.also_lent`,
};
