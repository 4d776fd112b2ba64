import { laneWise } from '../../sql/lane-wise.js';

/** Moves the ends of lanes after the events of a transaction. $1 lanes, $2 positions, $3 hashes, $4 recorded at, $5 identities imported */
export const advanceLanes = laneWise(
  'advance-lanes',
  ({ lane, rows, andOfLane }) => `
    update lanes l set position = wanted.position, hash = wanted.hash, last_recorded_at = wanted.recorded_at,
           next_identity_number = next_identity_number + wanted.imported
      from ${rows({ position: 'bigint', hash: 'text', recorded_at: 'timestamptz', imported: 'int' })}
     cross join lateral (select ctid from lanes where lane = ${lane} limit 1) as found
     where l.ctid = found.ctid${andOfLane('l')}`,
);
