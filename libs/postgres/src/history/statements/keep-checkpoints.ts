import type { Statement } from '../../sql/statement.js';

/** $1 lanes, $2 positions, $3 signatures */
export const keepCheckpoints: Statement = {
  name: 'keep-checkpoints',
  text: `
    insert into checkpoints (lane, position, jws)
    select * from unnest($1::smallint[], $2::bigint[], $3::text[]) on conflict do nothing`,
};
