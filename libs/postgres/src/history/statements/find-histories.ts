import type { Statement } from '../../sql/statement.js';

/**
 * For each assignment its own events, in order: from its Assigned up to the identity's next one, and not beyond a last
 * position. However long the identity's history is, only the assignment's part of it is read.
 * $1 lane, $2 positions of the Assigned events, $3 last positions, in pairs
 */
export const findHistories: Statement = {
  name: 'find-histories',
  text: `
    select wanted.begin::float8 as begin, wanted.last::float8 as last, e.document
      from unnest($2::bigint[], $3::bigint[]) as wanted (begin, last)
     cross join lateral (
       select identity_number from events where lane = $1 and position = wanted.begin and type = 'Assigned' limit 1) assigned
      left join lateral (
       select position from events
        where lane = $1 and identity_number = assigned.identity_number and position > wanted.begin
          and position <= wanted.last and type = 'Assigned'
        order by position limit 1) next on true
     cross join lateral (
       select position, document from events
        where lane = $1 and identity_number = assigned.identity_number
          and position between wanted.begin and least(wanted.last, next.position - 1)
          and type in ('Assigned', 'Prolonged', 'Released', 'Expired', 'HoldExtended', 'IdentityRevoked')
        order by position) e
     order by wanted.begin, wanted.last, e.position`,
};
