import { identityColumns } from '../identity-row.js';
import type { Statement } from '../sql.js';

/** Subjects that the pools know, each with the identity it was lent last. $1 lane, $2 pool ids, $3 kinds, $4 references */
export const findSubjects: Statement = {
  name: 'find-subjects',
  text: `
    select s.pool_id as subject_pool_id, s.kind, s.reference, s.subject_id as known_subject_id, ${identityColumns}
      from unnest($2::text[], $3::text[], $4::text[]) as wanted (pool_id, kind, reference)
      join subjects s on s.lane = $1 and s.pool_id = wanted.pool_id and s.kind = wanted.kind
       and s.reference = wanted.reference
      join availability a on a.lane = s.lane and a.number = s.last_lent
      join identities i on i.lane = a.lane and i.number = a.number`,
};
