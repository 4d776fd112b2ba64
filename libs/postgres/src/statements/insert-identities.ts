import { availabilityColumns, availabilityValue, unnestedAvailability } from '../identity-row.js';
import type { Statement } from '../sql.js';

/** $1 lane, $2 numbers, $3 pool ids, $4 impis, $5 IMPUs, each identity's as a JSON array (arrays of unequal length do not nest) */
export const insertIdentities: Statement = {
  name: 'insert-identities',
  text: `
    insert into identities (lane, number, pool_id, impi, impus)
    select $1, u.number, u.pool_id, u.impi, array(select json_array_elements_text(u.impus::json))
      from unnest($2::int[], $3::text[], $4::text[], $5::text[]) as u (number, pool_id, impi, impus)`,
};

/** $1 lane, then one array a column of `availabilityColumns` */
export const insertAvailability: Statement = {
  name: 'insert-availability',
  text: `
    insert into availability (lane, ${availabilityColumns.map(([column]) => column).join(', ')})
    select $1, ${availabilityColumns.map(availabilityValue).join(', ')} from ${unnestedAvailability}`,
};
