import { availabilityColumns } from '../../sql/availability-columns.js';
import type { Statement } from '../../sql/statement.js';

/**
 * The identities after the batch. Each number is probed by itself, for a row's address: with a join, or with `any`, statistics of a
 * small lane made PostgreSQL read the whole lane. An update by address misses a row that another transaction has moved meanwhile, which no
 * transaction without the lane's lock should do: if one is missed, the statement fails, and the transaction is run again. One array a column
 */
export const updateAvailability: Statement = {
  name: 'update-availability',
  text: `
    with changed as (
      update availability a set ${availabilityColumns.changed.assignments}
        from ${availabilityColumns.changed.unnested}
       cross join lateral (select ctid from availability where lane = u.lane and number = u.number limit 1) as found
       where a.ctid = found.ctid
      returning 1)
    select case when count(*) < cardinality($1) then refuse_shortfall(cardinality($1), count(*)) end from changed`,
};
