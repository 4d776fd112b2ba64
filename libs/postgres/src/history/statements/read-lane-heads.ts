import type { Statement } from '../../sql/statement.js';

export const readLaneHeads: Statement = {
  name: 'read-lane-heads',
  text: `select lane, position::float8 as position, hash, closed_because from lanes order by lane`,
};
