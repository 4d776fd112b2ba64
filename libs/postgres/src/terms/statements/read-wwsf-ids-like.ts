import type { Statement } from '../../sql/statement.js';

/** A scan: agreements are few and rarely written. $1 WWSF id */
export const readWwsfIdsLike: Statement = {
  name: 'read-wwsf-ids-like',
  text: `select distinct wwsf_id from agreements where translate(wwsf_id, '.', '_') = translate($1, '.', '_')`,
};
