import type { Statement } from '../../sql/statement.js';

/** $1 operator ids */
export const readProfiles: Statement = {
  name: 'read-profiles',
  text: `select terms from operators where operator_id = any($1::text[])`,
};
