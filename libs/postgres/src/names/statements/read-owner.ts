import type { Statement } from '../../sql/statement.js';

/** $1 alias */
export const readOwner: Statement = {
  name: 'read-owner',
  text: `select pool_id from identity_registry where alias = $1`,
};
