import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 impis */
export const findEnds: Statement = {
  name: 'find-ends',
  text: `
    select impi, ${milliseconds('ended_at')} as ended_at from identity_ends where lane = $1 and impi = any ($2::text[])`,
};
