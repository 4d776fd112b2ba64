import type { Scenario } from '../scenario.js';
import { withConnections, wrk } from './wrk.js';

const connections = 256;

/** Whether all of many users wait about as long. */
export const wrk256: Scenario = {
  ...wrk,
  name: 'wrk-256',
  does: `as wrk, ${String(connections)} connections`,
  start: (round) => withConnections(round, connections),
};
