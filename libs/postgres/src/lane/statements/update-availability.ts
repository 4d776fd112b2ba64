import { availabilityColumns } from '../../sql/availability-columns.js';
import type { Statement } from '../../sql/statement.js';

/**
 * The identities after the batch. `any` names them a second time, so that the plan joins only these rows and not the whole lane. $1 lane, then one array a column
 */
export const updateAvailability: Statement = {
  name: 'update-availability',
  text: `
    update availability a set ${availabilityColumns.changed.assignments}
      from ${availabilityColumns.changed.unnested}
     where a.lane = $1 and a.number = u.number and a.number = any($2::int[])`,
};
