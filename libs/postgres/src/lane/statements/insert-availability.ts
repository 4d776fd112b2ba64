import { availabilityColumns } from '../../sql/availability-columns.js';
import { laneWise } from '../../sql/lane-wise.js';

const { imported } = availabilityColumns;

/** $1 lanes, then one array a column. */
export const insertAvailability = laneWise(
  'insert-availability',
  ({ lane, rows }) => `
    insert into availability (${imported.names})
    select ${lane}, ${Object.keys(imported.types).join(', ')} from ${rows(imported.types)}`,
);
