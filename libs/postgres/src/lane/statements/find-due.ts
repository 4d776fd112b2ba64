import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities with an open lease, earliest bound first. The caller checks by the lane's time which of them have lapsed: this statement is
 * sent before the time is known. $1 lane, $2 how many
 */
export const findDue: Statement = {
  name: 'find-due',
  text: `
    select ${identityColumns} from availability a
     where a.lane = $1 and a.status in ('assigned', 'released')
     order by a.reassignable_at, a.number limit $2`,
};
