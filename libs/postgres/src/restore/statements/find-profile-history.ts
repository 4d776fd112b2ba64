import type { Statement } from '../../sql/statement.js';

/** Every version of the operator's profile. $1 operator's lane, $2 operator id */
export const findProfileHistory: Statement = {
  name: 'find-profile-history',
  text: `
    select document from events
     where lane = $1 and type = 'OperatorProfileSet' and document::json -> 'data' ->> 'operatorId' = $2 order by position`,
};
