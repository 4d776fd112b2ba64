import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities with an open lease, the one that lapses first (or has lapsed longest ago) first. Which of them have lapsed is
 * told by the lane's time, which this statement is sent too early to know. $1 lane, $2 how many
 */
export const findDue: Statement = {
  name: 'find-due',
  text: `
    select ${identityColumns} from availability a
     where a.lane = $1 and a.status in ('assigned', 'released')
     order by a.reassignable_at, a.number limit $2`,
};
