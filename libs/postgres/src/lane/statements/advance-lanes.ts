import type { Statement } from '../../sql/statement.js';

/** Moves the ends of lanes after the events of a transaction. $1 lanes, $2 positions, $3 hashes, $4 recorded at, $5 identities imported */
export const advanceLanes: Statement = {
  name: 'advance-lanes',
  text: `
    update lanes l set position = u.position, hash = u.hash, last_recorded_at = u.recorded_at,
           next_identity_number = next_identity_number + u.imported
      from unnest($1::smallint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::int[]) as u (lane, position, hash, recorded_at, imported)
     cross join lateral (select ctid from lanes where lane = u.lane limit 1) as found
     where l.ctid = found.ctid`,
};
