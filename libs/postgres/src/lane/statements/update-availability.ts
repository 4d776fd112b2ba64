import { availabilityColumns } from '../../sql/availability-columns.js';
import type { Statement } from '../../sql/statement.js';

/**
 * The identities after the batch. Each number is probed by itself, for a row's address: with a join, or with `any`, statistics of a
 * small lane made PostgreSQL read the whole lane. One array a column
 */
export const updateAvailability: Statement = {
  name: 'update-availability',
  text: `
    update availability a set ${availabilityColumns.changed.assignments}
      from ${availabilityColumns.changed.unnested}
     cross join lateral (select ctid from availability where lane = u.lane and number = u.number limit 1) as found
     where a.ctid = found.ctid`,
};
