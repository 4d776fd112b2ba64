import type { Statement } from '../../sql/statement.js';

/** $1 alias */
export const readOwner: Statement = {
  name: 'read-owner',
  text: `select lane, pool_id, impi from identity_registry where alias = $1`,
};
