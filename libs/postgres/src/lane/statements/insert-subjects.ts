import { identitiesPerSubjectMax } from '@allocator/domain';
import type { Statement } from '../../sql/statement.js';

/** With this many earlier identities, one that the subject still holds can be missing. */
const earlierMax = identitiesPerSubjectMax - 1;

/**
 * Subjects with the identities assigned to them: the last one, and earlier ones that the subject may still hold; or the time of the
 * refusal if nothing was assigned yet.
 * $1 lanes, $2 pool ids, $3 kinds, $4 references, $5 subject ids, $6 numbers, $7 earlier numbers as array literals, or null, $8 the lane's time
 */
export const insertSubjects: Statement = {
  name: 'insert-subjects',
  text: `
    insert into subjects (lane, pool_id, kind, reference, subject_id, last_identity, earlier_identities, refused_at, has_more_identities)
    select lane, pool_id, kind, reference, subject_id, last_identity, earlier_identities::int[],
           case when last_identity is null then now end,
           coalesce(cardinality(earlier_identities::int[]) >= ${String(earlierMax)}, false)
      from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::int[], $7::text[], $8::timestamptz[])
        as u (lane, pool_id, kind, reference, subject_id, last_identity, earlier_identities, now)`,
};
