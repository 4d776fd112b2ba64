import { availabilityColumns } from '../../sql/availability-columns.js';
import type { Statement } from '../../sql/statement.js';

/** $1 lane, then one array a column */
export const insertAvailability: Statement = {
  name: 'insert-availability',
  text: `
    insert into availability (lane, ${availabilityColumns.imported.names})
    select $1, u.* from ${availabilityColumns.imported.unnested}`,
};
