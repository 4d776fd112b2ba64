import type { Statement } from '../../sql/statement.js';

/** The latest versions of an operator's profile, in falling order. $1 operator id, $2 how many */
export const readLatestVersions: Statement = {
  name: 'read-latest-versions',
  text: `select terms from operator_versions where operator_id = $1 order by version desc limit $2`,
};
