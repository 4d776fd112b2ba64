import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** The minutes of a pool in which something happened. $1 lane, $2 pool id, $3 from, $4 until (excluded), $5 how many */
export const readActivity: Statement = {
  name: 'read-activity',
  text: `
    select ${milliseconds('minute')} as minute, assigned, released, expired, refused
      from pool_activity a
     where lane = $1 and pool_id = $2 and minute >= $3::timestamptz and minute < $4::timestamptz
     order by a.minute limit $5`,
};
