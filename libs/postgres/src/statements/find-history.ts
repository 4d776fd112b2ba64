import type { Statement } from '../sql.js';

/**
 * Events of an identity from one of its assignments on, at most up to a position. $1 lane, $2 identity number,
 * $3 first position, $4 last position
 */
export const findHistory: Statement = {
  name: 'find-history',
  text: `
    select document from events
     where lane = $1 and identity_number = $2 and position between $3 and $4
       and type in ('Assigned', 'Prolonged', 'Released', 'Expired', 'HoldExtended')
     order by position`,
};
