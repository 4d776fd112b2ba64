import type { Statement } from '../../sql/statement.js';
import { insertFreeAliases } from './insert-free-aliases.js';

/**
 * Takes the names that are free. Sent before `findAliases`: it waits for a name that another transaction is taking, so that `findAliases`
 * sees the owner. $1 lane, $2 aliases, $3 pool ids, $4 impis
 */
export const insertAliases: Statement = {
  name: 'insert-aliases',
  text: `${insertFreeAliases.text}
    on conflict (alias) do nothing returning alias`,
};
