import type { Statement } from '../../sql/statement.js';

/** Of an operator's profile, rising. $1 operator id, $2 version, from which on */
export const readVersions: Statement = {
  name: 'read-versions',
  text: `select terms from operator_versions where operator_id = $1 and version >= $2 order by version`,
};
