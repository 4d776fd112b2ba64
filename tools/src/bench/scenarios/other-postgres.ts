import type { Scenario } from '../scenario.js';
import { single } from './single.js';

/** Whether the statements are planned as well by another version of PostgreSQL. */
export const otherPostgres: Scenario = {
  ...single,
  name: 'other-postgres',
  does: 'as single, on a PostgreSQL server of the programs that --postgres names',
  on: 'other-postgres',
};
