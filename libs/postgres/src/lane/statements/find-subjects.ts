import { identityColumns } from '../../sql/identity-row.js';
import { laneWise } from '../../sql/lane-wise.js';

/**
 * Subjects that the pools know, one row for each of their identities: the last one, and earlier ones that the subject can still hold. A
 * subject that was only refused so far has one row without an identity. `lateral` with a limit, here and in the other statements, fixes
 * the plan: one probe of a key for each named thing. Without it the planner joined the whole lane: 14,000 rows to find none. $1 lanes, $2 pool ids, $3 kinds,
 * $4 references
 */
export const findSubjects = laneWise(
  'find-subjects',
  ({ lane, rows }) => `
    select s.lane, s.pool_id as subject_pool_id, s.kind, s.reference, s.subject_id as known_subject_id, s.last_identity, s.earlier_identities,
           ${identityColumns}
      from ${rows({ pool_id: 'text', kind: 'text', reference: 'text' })}
     cross join lateral (
       select * from subjects where lane = ${lane} and pool_id = wanted.pool_id and kind = wanted.kind
          and reference = wanted.reference limit 1) s
     cross join lateral unnest(array_prepend(s.last_identity, s.earlier_identities)) as held (number)
      left join lateral (select * from availability where lane = ${lane} and number = held.number limit 1) a on true`,
);
