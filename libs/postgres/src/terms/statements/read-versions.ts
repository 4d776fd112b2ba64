import type { Statement } from '../../sql/statement.js';

/** The versions of an operator's profile, from one on, in rising order. $1 operator id, $2 first version */
export const readVersions: Statement = {
  name: 'read-versions',
  text: `select terms from operator_versions where operator_id = $1 and version >= $2 order by version`,
};
