import type { Statement } from '../../sql/statement.js';

/** $1 lanes, $2 numbers, $3 pool ids, $4 impis */
export const insertIdentities: Statement = {
  name: 'insert-identities',
  text: `
    insert into identities (lane, number, pool_id, impi)
    select * from unnest($1::smallint[], $2::int[], $3::text[], $4::text[])`,
};
