import type { Statement } from '../../sql/statement.js';

/** $1 lane */
export const openLane: Statement = {
  name: 'open-lane',
  text: `update lanes set closed_because = null where lane = $1 and closed_because is not null returning lane`,
};
