import type { Statement } from '../../sql/statement.js';

/** $1 aliases */
export const deleteAliases: Statement = {
  name: 'delete-aliases',
  text: `delete from identity_registry where alias = any($1::text[])`,
};
