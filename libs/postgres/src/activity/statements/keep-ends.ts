import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 impis, $3 instants */
export const keepEnds: Statement = {
  name: 'keep-ends',
  text: `
    insert into identity_ends (lane, impi, ended_at)
    select $1, * from unnest($2::text[], $3::timestamptz[])
    on conflict (lane, impi) do update set ended_at = excluded.ended_at`,
};
