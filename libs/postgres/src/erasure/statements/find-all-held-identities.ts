import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * All identities that subjects still hold, for subjects whose rows do not list all of them. One scan of the lane's open leases for all
 * subjects, because the lane waits meanwhile. $1 lane, $2 subject ids
 */
export const findAllHeldIdentities: Statement = {
  name: 'find-all-held-identities',
  text: `
    select ${identityColumns} from availability a
     where a.lane = $1 and a.subject_id = any($2::uuid[]) and a.status in ('assigned', 'released')`,
};
