import type { Statement } from '../../sql/statement.js';

/** The oldest version of the operator's profile that an identity's latest lease is on. $1 lanes, $2 pool ids, in pairs */
export const findOldestVersionHeld: Statement = {
  name: 'find-oldest-version-held',
  text: `
    select min(a.operator_version) as version
      from unnest($1::smallint[], $2::text[]) as wanted (lane, pool_id)
      join availability a on a.lane = wanted.lane and a.pool_id = wanted.pool_id`,
};
