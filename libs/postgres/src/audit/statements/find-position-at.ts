import type { Statement } from '../../sql/statement.js';

/**
 * The last position recorded by an instant. Recorded times never decrease along a lane, so a binary search finds it: it reads
 * some twenty documents of a million. $1 lane, $2 instant
 */
export const findPositionAt: Statement = {
  name: 'find-position-at',
  text: `
    with recursive search (low, high) as (
      select 0::bigint, position from lanes where lane = $1
      union all
      select case when is_before then middle else low end, case when is_before then high else middle - 1 end
        from search
       cross join lateral (select (low + high + 1) / 2 as middle) half
       cross join lateral (
         select (document::json ->> 'time')::timestamptz <= $2::timestamptz as is_before
           from events where lane = $1 and position = middle limit 1) looked
       where low < high)
    select low::float8 as position from search where low = high`,
};
