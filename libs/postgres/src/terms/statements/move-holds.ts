import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/** The oldest version of the operator's profile that an identity's latest lease is on. $1 lanes, $2 pool ids, side by side */
export const oldestVersionHeld: Statement = {
  name: 'oldest-version-held',
  text: `
    select min(a.operator_version) as version
      from unnest($1::smallint[], $2::text[]) as wanted (lane, pool_id)
      join availability a on a.lane = wanted.lane and a.pool_id = wanted.pool_id`,
};

/** Sets off the moves of pools of a lane. $1 lane, $2 moves as a JSON array of { poolId, move } */
export const beginMoves: Statement = {
  name: 'begin-moves',
  text: `
    update pools p set hold_move = m -> 'move', hold_moved_to = 0
      from json_array_elements($2::json) m
     where p.lane = $1 and p.pool_id = m ->> 'poolId'`,
};

/** Pools that wait after a restore wait longer. $1 lane, $2 waits as a JSON array of { poolId, laterSeconds } */
export const waitLonger: Statement = {
  name: 'wait-longer',
  text: `
    update pools p set lend_not_before = p.lend_not_before + make_interval(secs => (w ->> 'laterSeconds')::int)
      from json_array_elements($2::json) w
     where p.lane = $1 and p.pool_id = w ->> 'poolId' and p.lend_not_before is not null`,
};

/** Pools whose leases are being moved. $1 operator id, or null for all */
export const movingPools: Statement = {
  name: 'moving-pools',
  text: `
    select lane, pool_id from pools
     where hold_move is not null and ($1::text is null or operator_id = $1) order by lane, pool_id`,
};

/** The move of a pool and how far it has come. $1 lane, $2 pool id */
export const readMove: Statement = {
  name: 'read-move',
  text: `select hold_move, hold_moved_to from pools where lane = $1 and pool_id = $2`,
};

/** Moves that are under way in a lane. $1 lane */
export const findMoves: Statement = {
  name: 'find-moves',
  text: `select pool_id, hold_move from pools where lane = $1 and hold_move is not null`,
};

/**
 * Identities of the pool whose latest lease is on an older version, from a number on: a walk along the lane's key. Of closed leases
 * those alone that have something in them that can move, or, in a move that restores, that an indication has ended or a revocation, for
 * which an indication may have come before it.
 * $1 lane, $2 pool id, $3 number, $4 version, $5 how many, $6 restores, $7 tokens that ended before are dead by any guard
 */
export const nextToMove: Statement = {
  name: 'next-to-move',
  text: `
    select ${identityColumns} from availability a
     where a.lane = $1 and a.pool_id = $2 and a.number > $3
       and (a.operator_version < $4
              and (a.status in ('assigned', 'released') or a.assigned_at > $7
                   or coalesce(a.last_token_ends_at, a.token_expires_at) > $7)
            or $6 and a.released_by in ('ep-cscf', 'ims-operator'))
     order by a.number limit $5`,
};

/** How far the move has come. $1 lane, $2 pool id, $3 number */
export const moveOn: Statement = {
  name: 'move-on',
  text: `update pools set hold_moved_to = $3 where lane = $1 and pool_id = $2`,
};

/** $1 lane, $2 pool id */
export const endMove: Statement = {
  name: 'end-move',
  text: `update pools set hold_move = null, hold_moved_to = null where lane = $1 and pool_id = $2`,
};
