import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 positions */
export const markPublished: Statement = {
  name: 'mark-published',
  text: `update checkpoints set published = true where lane = $1 and position = any ($2::bigint[])`,
};
