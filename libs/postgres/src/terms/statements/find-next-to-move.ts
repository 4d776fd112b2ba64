import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities of the pool whose latest lease is on an older version, from a number on: a walk along the lane's key. Of closed leases only
 * those whose bound can still move; in a move that restores also those that an indication or a revocation has ended (an indication can
 * have come before a revocation).
 * $1 lane, $2 pool id, $3 number, $4 version, $5 how many, $6 restores, $7 tokens that ended before are dead by any guard
 */
export const findNextToMove: Statement = {
  name: 'find-next-to-move',
  text: `
    select ${identityColumns} from availability a
     where a.lane = $1 and a.pool_id = $2 and a.number > $3
       and (a.operator_version < $4
              and (a.status in ('assigned', 'released') or a.assigned_at > $7
                   or coalesce(a.last_token_ends_at, a.token_expires_at) > $7)
            or $6 and a.released_by in ('ep-cscf', 'ims-operator'))
     order by a.number limit $5`,
};
