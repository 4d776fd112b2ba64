import type { Statement } from '../../sql/statement.js';

/**
 * The lane's time never goes back behind an erasure, which is no event: a lease that was over then could be prolonged otherwise, and
 * its holder has no name any more. $1 lane, $2 now
 */
export const keepTime: Statement = {
  name: 'keep-time',
  text: `update lanes set last_recorded_at = $2::timestamptz where lane = $1 and last_recorded_at < $2::timestamptz`,
};
