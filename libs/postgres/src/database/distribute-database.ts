import { asOperatorsFault } from './as-operators-fault.js';
import { CannotDistributeError, distributeTables } from './distribute-tables.js';
import { inOwnerSession } from './in-owner-session.js';
import type { MigrationWait, Query } from './lock-migrations.js';

/**
 * Distributes a database with its rows over the servers of Citus. No process of the service may be connected. Can be repeated. Throws
 * `CannotDistributeError`, `SessionRefusedError`, or the driver's errors.
 * @param url of the owner of the tables
 * @returns the tables that were distributed now
 */
export async function distributeDatabase(
  url: string,
  onWait: (wait: MigrationWait | undefined) => void = () => undefined,
): Promise<readonly string[]> {
  try {
    return await inOwnerSession(url, onWait, async (query) => {
      await demandNoService(query);
      const [row] = await query<{ lanes: number }>('select count(*)::int as lanes from lanes');
      return distributeTables(query, row?.lanes ?? 0);
    });
  } catch (error) {
    throw asOperatorsFault(error, 'URL of the database', 'migrate');
  }
}

/** Sessions of the service would send statements that Citus cannot route. Its application name can be set in the URL, so every session but those of Citus counts. */
async function demandNoService(query: Query): Promise<void> {
  const [row] = await query<{ sessions: number }>(
    `select count(*)::int as sessions from pg_stat_activity
      where datname = current_database() and coalesce(backend_type, 'client backend') = 'client backend' and application_name not like 'citus%'
        and pid <> pg_backend_pid()`,
  );
  if ((row?.sessions ?? 0) === 0) return;
  throw new CannotDistributeError(
    `the database has ${String(row?.sessions)} other sessions: stop all processes of the service, and close other connections, first`,
  );
}
