import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 reason */
export const closeLane: Statement = {
  name: 'close-lane',
  text: `update lanes set closed_because = $2 where lane = $1 and closed_because is null`,
};
