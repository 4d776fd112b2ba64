import { identityColumns } from './identity-row.js';
import { listedBy } from './listed-by.js';
import { milliseconds } from './milliseconds.js';
import type { Statement } from './statement.js';

/** The lane's time, by which states are computed. */
const laneTime = `
  lane_time as materialized (
    select greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at) as now from lanes where lane = $1)`;

/** The lane's time in a condition. */
export const now = '(select now from lane_time)';

/** The place after which a page begins: two columns of an index, compared as a row. */
export const afterPlace = `(to_timestamp($3::float8 / 1000), $4::int)`;

/** The same, but nothing up to now: one start of the walk. With two conditions it would start at the earlier one. */
export const afterPlaceAndNow = `(
  greatest(to_timestamp($3::float8 / 1000), ${now}),
  case when to_timestamp($3::float8 / 1000) > ${now} then $4::int else 2147483647 end)`;

/**
 * A page of a pool's identities, by a walk of an index: it begins at the place and ends with the page.
 * @param page SQL of the rows of `availability`, in order, at most $5
 */
export function identityWalk(name: string, page: string): Statement {
  return {
    name,
    text: `
    with ${laneTime}
    select ${identityColumns}, ${milliseconds(now)} as now from (${page}) a`,
  };
}

/** Bound of the last lease. */
export const bound = listedBy('reassignable_at');
