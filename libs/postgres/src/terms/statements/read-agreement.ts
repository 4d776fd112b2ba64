import type { Statement } from '../../sql/statement.js';

/** $1 agreement id */
export const readAgreement: Statement = {
  name: 'read-agreement',
  text: `select terms from agreements where agreement_id = $1`,
};
