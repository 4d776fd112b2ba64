import type { Statement } from '../../sql/statement.js';

/** Takes names on Citus. Fails if one is taken on any of the servers. $1 lane, $2 aliases, $3 pool ids, $4 impis */
export const insertFreeAliases: Statement = {
  name: 'insert-free-aliases',
  text: `
    insert into identity_registry (lane, alias, pool_id, impi)
    select $1::smallint, * from unnest($2::text[], $3::text[], $4::text[])`,
};
