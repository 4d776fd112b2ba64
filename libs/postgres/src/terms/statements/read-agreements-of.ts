import type { Statement } from '../../sql/statement.js';

/** $1 operator id */
export const readAgreementsOf: Statement = {
  name: 'read-agreements-of',
  text: `select terms from agreements where operator_id = $1 order by agreement_id`,
};
