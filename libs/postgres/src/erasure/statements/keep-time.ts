import type { Statement } from '../../sql/statement.js';

/**
 * Keeps the lane's time from going back before an erasure, which is not an event. Otherwise a lease that was over then could be
 * prolonged, although the reference of its holder is erased. $1 lane, $2 now
 */
export const keepTime: Statement = {
  name: 'keep-time',
  text: `update lanes set last_recorded_at = $2::timestamptz where lane = $1 and last_recorded_at < $2::timestamptz`,
};
