import { identityColumns } from '../../sql/identity-row.js';
import type { Statement } from '../../sql/statement.js';

/** Identities by pool and impi, each one probe of its keys (see find-subjects). $1 lanes, $2 pool ids, $3 impis, in triples */
export const findIdentities: Statement = {
  name: 'find-identities',
  text: `
    select wanted.lane, ${identityColumns}
      from unnest($1::smallint[], $2::text[], $3::text[]) as wanted (lane, pool_id, impi)
     cross join lateral (
       select * from identities where lane = wanted.lane and pool_id = wanted.pool_id and impi = wanted.impi limit 1) i
     cross join lateral (select * from availability where lane = wanted.lane and number = i.number limit 1) a`,
};
