import { availabilityColumns } from '../identity-row.js';
import type { Statement } from '../sql.js';

const changing = availabilityColumns.filter(([column]) => column !== 'number' && column !== 'pool_id');

/** Identities as the batch leaves them. $1 lane, then one array a column of `availabilityColumns` */
export const updateAvailability: Statement = {
  name: 'update-availability',
  text: `
    update availability a set ${changing.map(([column]) => `${column} = u.${column}`).join(', ')}
      from unnest(${availabilityColumns.map(([, type], index) => `$${String(index + 2)}::${type}[]`).join(', ')})
        as u (${availabilityColumns.map(([column]) => column).join(', ')})
     where a.lane = $1 and a.number = u.number`,
};
