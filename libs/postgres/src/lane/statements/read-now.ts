import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** The lane's time, by which states are computed. $1 lane */
export const readNow: Statement = {
  name: 'read-now',
  text: `
    select ${milliseconds(`greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at)`)} as now
      from lanes where lane = $1`,
};
