import type { Statement } from '../../sql/statement.js';

export const readWwsfIds: Statement = {
  name: 'read-wwsf-ids',
  text: `select distinct wwsf_id from agreements order by wwsf_id`,
};
