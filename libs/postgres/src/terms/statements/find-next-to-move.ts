import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities of the pool whose latest lease is on an older version, from a number on: a walk along the lane's key. Of closed leases
 * those alone that have something in them that can move, or, in a move that restores, that an indication has ended or a revocation, for
 * which an indication may have come before it.
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
