import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 number, $3 after position, $4 last position, $5 how many */
export const readTimeline: Statement = {
  name: 'read-timeline',
  text: `
    select document from events
     where lane = $1 and identity_number = $2 and position > $3 and position <= $4
     order by position limit $5`,
};
