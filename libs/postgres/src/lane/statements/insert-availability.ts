import { availabilityColumns } from '../../sql/availability-columns.js';
import type { Statement } from '../../sql/statement.js';

/** One array a column. */
export const insertAvailability: Statement = {
  name: 'insert-availability',
  text: `
    insert into availability (${availabilityColumns.imported.names})
    select u.* from ${availabilityColumns.imported.unnested}`,
};
