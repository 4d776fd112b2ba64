import type { Statement } from '../../sql/statement.js';

/** Moves the lane's end after the events of the batch. $1 lane, $2 position, $3 hash, $4 recorded at, $5 identities imported */
export const advanceLane: Statement = {
  name: 'advance-lane',
  text: `
    update lanes set position = $2, hash = $3, last_recorded_at = $4::timestamptz,
           next_identity_number = next_identity_number + $5
     where lane = $1`,
};
