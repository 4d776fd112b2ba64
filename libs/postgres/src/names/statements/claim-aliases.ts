import type { Statement } from '../../sql/statement.js';

/**
 * Takes the names that are free and tells the owner of every one. The insert comes first: a name that another
 * transaction is taking is waited for, so the second statement sees who won. $1 lane, $2 aliases, $3 pool ids, $4 impis
 */
export const insertAliases: Statement = {
  name: 'insert-aliases',
  text: `
    insert into identity_registry (lane, alias, pool_id, impi)
    select $1, * from unnest($2::text[], $3::text[], $4::text[])
    on conflict (alias) do nothing returning alias`,
};

/** $1 alias */
export const readOwner: Statement = {
  name: 'read-owner',
  text: `select pool_id from identity_registry where alias = $1`,
};

/** Of an alias that two identities share since version 0.1 both are found. $1 aliases */
export const findAliases: Statement = {
  name: 'find-aliases',
  text: `
    select alias, pool_id, impi from identity_registry where alias = any($1::text[])
     union all
    select 'sip:' || substr(alias, 6), pool_id, impi from identity_registry
     where 'sip:' || substr(alias, 6) = any($1::text[]) and alias like 'sips:%'`,
};

/** $1 aliases */
export const deleteAliases: Statement = {
  name: 'delete-aliases',
  text: `delete from identity_registry where alias = any($1::text[])`,
};
