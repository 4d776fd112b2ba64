import { identitiesPerSubjectMax } from '@allocator/domain';
import type { Statement } from '../../sql/statement.js';

/**
 * Subjects of a restored lane, with the identities that they were lent since the backup, as `keep-subjects` writes them: events name
 * subjects by their opaque ids, and a row that the backup has tells nothing of what came after it. $1 lane
 */
export const restoreSubjectIdentities: Statement = {
  name: 'restore-subject-identities',
  text: `
    with lent as (
      select pool_id, subject_id, number, status in ('assigned', 'released') as is_open,
             row_number() over (partition by pool_id, subject_id order by assignment_position desc) as rank
        from availability where lane = $1 and subject_id is not null),
    told as (
      select pool_id, subject_id, array_agg(number order by rank) as numbers
        from lent where rank = 1 or is_open group by pool_id, subject_id)
    update subjects s
       set last_identity = numbers[1], earlier_identities = nullif(numbers[2:${String(identitiesPerSubjectMax)}], '{}'), refused_at = null,
           has_more_identities = s.has_more_identities or cardinality(numbers) >= ${String(identitiesPerSubjectMax)}
      from told
     where s.lane = $1 and s.pool_id = told.pool_id and s.subject_id = told.subject_id
       and array_prepend(s.last_identity, s.earlier_identities) is distinct from numbers`,
};
