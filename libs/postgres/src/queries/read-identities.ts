import type { Identity, Lane } from '@allocator/domain';
import type { Pool } from 'pg';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityColumns, identityOf } from '../sql/identity-row.js';

/** All identities of a lane in the inline availability, by number; for checks against the events. */
export async function readIdentities(pool: Pool, lane: Lane): Promise<readonly Identity[]> {
  const { rows } = await pool.query<IdentityRow>(
    `select ${identityColumns} from availability a where a.lane = $1 order by a.number`,
    [lane],
  );
  return rows.map((row) => identityOf(lane, row));
}
