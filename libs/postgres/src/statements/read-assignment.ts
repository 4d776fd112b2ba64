import type { Statement } from '../sql.js';
import { milliseconds } from '../sql.js';

/** The lane's time, by which states are told. $1 lane */
export const readNow: Statement = {
  name: 'read-now',
  text: `
    select ${milliseconds(`greatest(date_trunc('milliseconds', allocator_clock()), last_recorded_at)`)} as now
      from lanes where lane = $1`,
};

/** An assignment's own event and those of its identity up to the next assignment. $1 lane, $2 position */
export const readAssignment: Statement = {
  name: 'read-assignment',
  text: `
    with assigned as (
      select identity_number from events where lane = $1 and position = $2 and type = 'Assigned'),
    next as (
      select min(e.position) as position from events e, assigned
       where e.lane = $1 and e.identity_number = assigned.identity_number and e.position > $2 and e.type = 'Assigned')
    select e.document from events e, assigned, next
     where e.lane = $1 and e.identity_number = assigned.identity_number and e.position >= $2
       and (next.position is null or e.position < next.position)
       and e.type in ('Assigned', 'Prolonged', 'Released', 'Expired', 'HoldExtended')
     order by e.position`,
};
