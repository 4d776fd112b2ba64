import type { Statement } from '../../sql/statement.js';

/** The owners of aliases; both owners of an alias that two identities share since version 0.1. $1 aliases */
export const findAliases: Statement = {
  name: 'find-aliases',
  text: `
    select alias, pool_id, impi from identity_registry where alias = any($1::text[])
     union all
    select 'sip:' || substr(alias, 6), pool_id, impi from identity_registry
     where 'sip:' || substr(alias, 6) = any($1::text[]) and alias like 'sips:%'`,
};
