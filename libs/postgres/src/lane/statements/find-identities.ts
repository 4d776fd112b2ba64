import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/** Identities by pool and impi, each one probe of its keys (see find-subjects). $1 lane, $2 pool ids, $3 impis, in pairs */
export const findIdentities: Statement = {
  name: 'find-identities',
  text: `
    select ${identityColumns}
      from unnest($2::text[], $3::text[]) as wanted (pool_id, impi)
     cross join lateral (
       select * from identities where lane = $1 and pool_id = wanted.pool_id and impi = wanted.impi limit 1) i
     cross join lateral (select * from availability where lane = $1 and number = i.number limit 1) a`,
};
