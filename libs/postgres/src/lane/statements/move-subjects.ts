import type { Statement } from '../../sql/statement.js';
import { insertSubjects } from './insert-subjects.js';

/**
 * `insertSubjects` for subjects that the pools know. A statement of its own, because the batch knows which subjects are new, and a conflict
 * doubles the cost of a row. Refused: `update`, whose join with an array can be planned to read the whole lane.
 */
export const moveSubjects: Statement = {
  name: 'move-subjects',
  text: `${insertSubjects.text}
    on conflict (lane, pool_id, kind, reference) do update
       set last_identity = excluded.last_identity, earlier_identities = excluded.earlier_identities, refused_at = excluded.refused_at,
           has_more_identities = subjects.has_more_identities or excluded.has_more_identities`,
};
