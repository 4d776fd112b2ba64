import type { Statement } from '../../sql/statement.js';

/** $1 operator ids */
export const readAgreementsOf: Statement = {
  name: 'read-agreements-of',
  text: `select terms from agreements where operator_id = any($1::text[]) order by agreement_id`,
};
