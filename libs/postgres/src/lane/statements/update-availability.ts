import { availabilityColumns } from '../../sql/availability-columns.js';
import { laneWise } from '../../sql/lane-wise.js';

const { changed } = availabilityColumns;

/**
 * The identities after the batch. Each number is probed by itself, for a row's address: with a join, or with `any`, statistics of a
 * small lane made PostgreSQL read the whole lane. An update by address misses a row that another transaction has moved meanwhile, which no
 * transaction without the lane's lock should do: if one is missed, the statement fails, and the transaction is run again. $1 lanes, then one array a column
 */
export const updateAvailability = laneWise(
  'update-availability',
  ({ lane, rows, andOfLane }) => `
    with changed as (
      update availability a set ${changed.assignments}
        from ${rows(changed.types)}
       cross join lateral (select ctid from availability where lane = ${lane} and number = wanted.number limit 1) as found
       where a.ctid = found.ctid${andOfLane('a')}
      returning 1)
    select case when count(*) < cardinality($2) then refuse_shortfall(cardinality($2), count(*)) end from changed`,
);
