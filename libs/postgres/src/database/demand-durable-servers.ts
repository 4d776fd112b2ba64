import { SessionRefusedError } from '../connection/prepare-session.js';
import type { Query } from './lock-migrations.js';

/**
 * Checks the servers of Citus with the lanes as `prepareSession` checks the coordinator: none may lose a commit in a crash, or accept what
 * its triggers refuse. Servers that do not answer are not checked: their lanes do not work either. Throws `SessionRefusedError`.
 */
export async function demandDurableServers(query: Query): Promise<void> {
  const rows = await query<{ server: string; settings: string }>(`
    select nodename || ':' || nodeport as server, result as settings
      from run_command_on_workers($command$
        select format('fsync %s, full_page_writes %s, synchronous_commit %s, session_replication_role %s', current_setting('fsync'),
                      current_setting('full_page_writes'), current_setting('synchronous_commit'),
                      current_setting('session_replication_role'))
      $command$) where success`);
  const lossy = rows.find(({ settings }) => !durable.test(settings));
  if (lossy === undefined) return;
  throw new SessionRefusedError(
    `the server ${lossy.server} has ${lossy.settings}: a crash can lose acknowledged assignments, or triggers do not run; set the first three to on and the last to origin, and reload it`,
  );
}

const durable =
  /^fsync on, full_page_writes on, synchronous_commit (on|remote_apply), session_replication_role origin$/;
