import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** The time of the database that the service is connected to. */
export const readClock: Statement = {
  name: 'read-clock',
  text: `select ${milliseconds('allocator_clock()')} as now`,
};
