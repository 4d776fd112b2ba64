import type { Statement } from '../sql.js';

/**
 * Apart from `moveSubjects`, because "on conflict do update" costs each row as much again, and the batch knows which it is.
 * $1 lane, $2 pool ids, $3 kinds, $4 references, $5 subject ids, $6 numbers of the identities lent last
 */
export const insertSubjects: Statement = {
  name: 'insert-subjects',
  text: `
    insert into subjects (lane, pool_id, kind, reference, subject_id, last_lent)
    select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::int[])`,
};

/** $1 lane, $2 pool ids, $3 kinds, $4 references, $5 numbers of the identities lent last */
export const moveSubjects: Statement = {
  name: 'move-subjects',
  text: `
    update subjects s set last_lent = u.last_lent
      from unnest($2::text[], $3::text[], $4::text[], $5::int[]) as u (pool_id, kind, reference, last_lent)
     where s.lane = $1 and s.pool_id = u.pool_id and s.kind = u.kind and s.reference = u.reference`,
};
