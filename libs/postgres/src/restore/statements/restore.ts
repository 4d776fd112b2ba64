import { rememberedLendingsMax } from '@allocator/domain';
import type { Statement } from '../../sql/statement.js';
import { milliseconds } from '../../sql/statement.js';

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

/**
 * Subjects of a restored lane, with the identities that they were lent since the backup, as `keep-subjects` writes them: events name
 * subjects by their opaque ids, and a row that the backup has tells nothing of what came after it. $1 lane
 */
export const keepLent: Statement = {
  name: 'keep-lent',
  text: `
    with lent as (
      select pool_id, subject_id, number, status in ('assigned', 'released') as is_open,
             row_number() over (partition by pool_id, subject_id order by assignment_position desc) as rank
        from availability where lane = $1 and subject_id is not null),
    told as (
      select pool_id, subject_id, array_agg(number order by rank) as numbers
        from lent where rank = 1 or is_open group by pool_id, subject_id)
    update subjects s
       set last_lent = numbers[1], also_lent = nullif(numbers[2:${String(rememberedLendingsMax)}], '{}'), refused_at = null,
           lent_more = s.lent_more or cardinality(numbers) >= ${String(rememberedLendingsMax)}
      from told
     where s.lane = $1 and s.pool_id = told.pool_id and s.subject_id = told.subject_id
       and array_prepend(s.last_lent, s.also_lent) is distinct from numbers`,
};
