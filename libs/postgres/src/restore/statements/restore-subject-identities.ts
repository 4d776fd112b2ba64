import { identitiesPerSubjectMax } from '@allocator/domain';
import type { Statement } from '../../sql/statement.js';

/**
 * Records the identities that were assigned since the backup to subjects of a restored lane, as `insert-subjects` does: rows of the backup
 * do not contain them, and events name the subjects by their opaque ids. $1 lane
 */
export const restoreSubjectIdentities: Statement = {
  name: 'restore-subject-identities',
  text: `
    with assigned as (
      select pool_id, subject_id, number, status in ('assigned', 'released') as is_open,
             row_number() over (partition by pool_id, subject_id order by assignment_position desc) as rank
        from availability where lane = $1 and subject_id is not null),
    held as (
      select pool_id, subject_id, array_agg(number order by rank) as numbers
        from assigned where rank = 1 or is_open group by pool_id, subject_id),
    -- Not in the update: Citus 13.2 crashes on elements of arrays there.
    restored as (
      select pool_id, subject_id, numbers, numbers[1] as last_identity,
             nullif(numbers[2:${String(identitiesPerSubjectMax)}], '{}') as earlier_identities,
             cardinality(numbers) >= ${String(identitiesPerSubjectMax)} as has_more
        from held)
    update subjects s
       set last_identity = r.last_identity, earlier_identities = r.earlier_identities, refused_at = null,
           has_more_identities = s.has_more_identities or r.has_more
      from restored r
     where s.lane = $1 and s.pool_id = r.pool_id and s.subject_id = r.subject_id
       and array_prepend(s.last_identity, s.earlier_identities) is distinct from r.numbers`,
};
