import type { Statement } from '../sql.js';

/** $1 lane, $2 pool ids, $3 kinds, $4 references, $5 subject ids, $6 numbers of the identities lent last */
export const upsertSubjects: Statement = {
  name: 'upsert-subjects',
  text: `
    insert into subjects (lane, pool_id, kind, reference, subject_id, last_lent)
    select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::int[])
    on conflict (lane, pool_id, kind, reference) do update set last_lent = excluded.last_lent`,
};
