import type { Statement } from '../../sql/statement.js';

/**
 * Takes the names that are free. Sent before `findAliases`: it waits for a name that another transaction is taking, so that `findAliases`
 * sees the owner. $1 lane, $2 aliases, $3 pool ids, $4 impis
 */
export const insertAliases: Statement = {
  name: 'insert-aliases',
  text: `
    insert into identity_registry (lane, alias, pool_id, impi)
    select $1, * from unnest($2::text[], $3::text[], $4::text[])
    on conflict (alias) do nothing returning alias`,
};
