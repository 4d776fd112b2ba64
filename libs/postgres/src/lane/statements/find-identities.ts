import { identityColumns } from '../../sql/identity-row.js';
import { laneWise } from '../../sql/lane-wise.js';

/** Identities by pool and impi, each one probe of its keys (see find-subjects). $1 lanes, $2 pool ids, $3 impis, in triples */
export const findIdentities = laneWise(
  'find-identities',
  ({ lane, rows }) => `
    select ${lane} as lane, ${identityColumns}
      from ${rows({ pool_id: 'text', impi: 'text' })}
     cross join lateral (
       select * from identities where lane = ${lane} and pool_id = wanted.pool_id and impi = wanted.impi limit 1) i
     cross join lateral (select * from availability where lane = ${lane} and number = i.number limit 1) a`,
);
