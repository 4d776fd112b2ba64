import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalIssuer } from '../service/local-issuer.js';
import { agreement, profile } from './agreement.js';

/** One issuer a run, gone with it. */
const dir = mkdtempSync(join(tmpdir(), 'ims-identity-allocator-issuer-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
const issuer = await openLocalIssuer(dir);

/** What a measured service needs to believe the token below; and whoever measures is no tenant to be slowed down. */
export const accessEnv = {
  ...issuer.env,
  AUTH: 'on',
  RATE_LIMIT_PER_SECOND: '1000000',
  // Scenarios move the database's clock.
  CLOCK_SKEW_SECONDS_MAX: 'off',
};

/** The header of requests of this WWSF, and of the operator of the bench's terms. */
export async function authorizationOf(wwsfId: string): Promise<string> {
  const { operatorId } = profile;
  return `Bearer ${await issuer.token({ roles: ['wwsf', 'ims-operator'], wwsfId, operatorId })}`;
}

/** The header of every measured request: the WWSF of the bench's terms. */
export const authorization = await authorizationOf(agreement.wwsfId);
