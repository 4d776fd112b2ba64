import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** Each impi is probed by itself, as in `find-commands`. $1 lane, $2 impis */
export const findEnds: Statement = {
  name: 'find-ends',
  text: `
    select e.impi, ${milliseconds('e.ended_at')} as ended_at
      from unnest($2::text[]) as wanted (impi)
     cross join lateral (select impi, ended_at from identity_ends where lane = $1 and impi = wanted.impi limit 1) e`,
};
