import type { Pool } from 'pg';
import type { SessionRefusedError } from './prepare-session.js';

/** Connection pools of a database of which a server must not be used. The coordinator's sessions cannot see this themselves. */
const refusals = new WeakMap<Pool, SessionRefusedError>();

/** Refuses all transactions of a pool from now on, or none. */
export function refusePool(pool: Pool, refused: SessionRefusedError | undefined): void {
  if (refused === undefined) refusals.delete(pool);
  else refusals.set(pool, refused);
}

/** Throws `SessionRefusedError` if the pool's transactions are refused. */
export function demandAccepted(pool: Pool): void {
  const refused = refusals.get(pool);
  if (refused !== undefined) throw refused;
}
