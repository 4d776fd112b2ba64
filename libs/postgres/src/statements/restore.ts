import type { Statement } from '../sql.js';
import { milliseconds } from '../sql.js';

/** Every version of its terms that a pool of the lane has lent on. $1 lane */
export const findPoolHistories: Statement = {
  name: 'find-pool-histories',
  text: `select document from events where lane = $1 and type = 'PoolSet' order by position`,
};

/** Every profile of the operator, as it was set. $1 operator's lane, $2 operator id */
export const findProfileHistory: Statement = {
  name: 'find-profile-history',
  text: `
    select document from events
     where lane = $1 and type = 'OperatorProfileSet' and document::json -> 'data' ->> 'operatorId' = $2 order by position`,
};

/** A pool of the lane lends nothing before this instant; an earlier one that is in force stays. $1 lane, $2 pool id, $3 instant */
export const holdPool: Statement = {
  name: 'hold-pool',
  text: `
    update pools set lend_not_before = greatest(lend_not_before, $3::timestamptz)
     where lane = $1 and pool_id = $2
    returning ${milliseconds('lend_not_before')} as lend_not_before`,
};

/** $1 lane */
export const openLane: Statement = {
  name: 'open-lane',
  text: `update lanes set closed_because = null where lane = $1 and closed_because is not null returning lane`,
};

/** Pools with the operators that they lend for. $1 lane */
export const findOperatorsOfPools: Statement = {
  name: 'find-operators-of-pools',
  text: `select pool_id, operator_id from pools where lane = $1 order by pool_id`,
};
