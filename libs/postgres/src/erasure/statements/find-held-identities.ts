import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Those of the identities that their subject still holds. The lateral probe names the key alone: with the status, statistics of a small
 * table made PostgreSQL read all open leases of the lane. $1 lane, $2 subject ids and $3 identity numbers, in pairs
 */
export const findHeldIdentities: Statement = {
  name: 'find-held-identities',
  text: `
    select ${identityColumns}
      from unnest($2::uuid[], $3::int[]) as wanted (subject_id, number)
     cross join lateral (select * from availability where lane = $1 and number = wanted.number limit 1) a
     where a.subject_id = wanted.subject_id and a.status in ('assigned', 'released')`,
};
