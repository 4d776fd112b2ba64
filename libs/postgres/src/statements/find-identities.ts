import { identityColumns } from '../identity-row.js';
import type { Statement } from '../sql.js';

/** Identities by pool and impi. $1 lane, $2 pool ids, $3 impis, side by side */
export const findIdentities: Statement = {
  name: 'find-identities',
  text: `
    select ${identityColumns}
      from unnest($2::text[], $3::text[]) as wanted (pool_id, impi)
      join identities i on i.lane = $1 and i.pool_id = wanted.pool_id and i.impi = wanted.impi
      join availability a on a.lane = i.lane and a.number = i.number`,
};
