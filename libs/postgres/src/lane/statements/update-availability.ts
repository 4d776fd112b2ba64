import { availabilityColumns } from '../../sql/availability-columns.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities as the batch leaves them. They are named a second time by `any`, so that the join has these rows on its other
 * side and not the whole lane. $1 lane, then one array a column
 */
export const updateAvailability: Statement = {
  name: 'update-availability',
  text: `
    update availability a set ${availabilityColumns.changed.assignments}
      from ${availabilityColumns.changed.unnested}
     where a.lane = $1 and a.number = u.number and a.number = any($2::int[])`,
};
