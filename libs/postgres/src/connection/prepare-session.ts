import type { ClientBase, PoolConfig } from 'pg';
import { rememberCitus } from './is-on-citus.js';
import { errorCodeOf } from './error-code-of.js';

/** What a session needs, besides the settings of its URL. */
export interface SessionNeeds {
  /** Settings of the session by name, as PostgreSQL shows them. They override the server, the database, the login and the URL. */
  readonly settings: Readonly<Record<string, string>>;
  /** The same on Citus, where they override `settings`. */
  readonly settingsOnCitus?: Readonly<Record<string, string>>;
  /** Further settings that are not checked: not every platform has them. */
  readonly uncheckedSettings?: Readonly<Record<string, string>>;
  /** True if the session writes: its server must be writable, and its commits must be durable. */
  readonly writes: boolean;
  /** Used unless the URL has one. */
  readonly applicationName: string;
  /** Settings of the driver. */
  readonly driver?: Pick<PoolConfig, 'query_timeout' | 'keepAlive' | 'keepAliveInitialDelayMillis' | 'pipeline'>;
}

/** A session that the service must not use: the database could lose a commit, or a setting differs from what the service needs. */
export class SessionRefusedError extends Error {
  override readonly name = 'SessionRefusedError';
}

/** The address, the login or a pooler cannot be used: an operator must change the URL or the server. */
export class DatabaseRefusedError extends SessionRefusedError {}

/** SQLSTATE `read_only_sql_transaction`. */
const readOnlyCode = '25006';

/** The session takes no writes: a standby, a former primary, or a database that was set read-only. */
export class ReadOnlyDatabaseError extends Error {
  override readonly name = 'ReadOnlyDatabaseError';
  readonly code = readOnlyCode;
  constructor() {
    super('the database is read-only');
  }
}

/** Whether a statement was refused because its session takes no writes. */
export function isReadOnly(error: unknown): boolean {
  return errorCodeOf(error) === readOnlyCode;
}

interface SessionRow {
  readonly synchronous_commit: string;
  readonly current_user: string;
  readonly read_only: string;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly session_replication_role: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The schema of all tables, functions and triggers. */
export const serviceSchema = 'public';

/** Sources of `search_path`, by `pg_settings.source`; the server's built-in default counts as not set. */
const findSession = `
  select current_setting('search_path') as search_path, current_schema() as schema,
         (select source in ('client', 'user', 'database', 'database user', 'session') from pg_settings
           where name = 'search_path') as chosen,
         exists (select from pg_extension where extname = 'citus') as has_citus`;

interface FoundSession {
  readonly search_path: string;
  readonly schema: string | null;
  readonly chosen: boolean;
  readonly has_citus: boolean;
}

/** A setting of the session overrides the server, the database, the login and the URL. $1 names of settings, $2 their values */
const applySettings =
  'select set_config(name, value, false) from unnest($1::text[], $2::text[]) as needed (name, value)';

/**
 * Raises `synchronous_commit` to `on` if it is lower, and pins it: a setting of the session overrides a later reload of the server.
 * A fixed value could not do this: it would lower `remote_apply`. $1 names of settings
 */
const raiseAndRead = `
  select set_config('synchronous_commit', case when current_setting('synchronous_commit') in ('on', 'remote_apply')
                                               then current_setting('synchronous_commit') else 'on' end, false)
           as synchronous_commit,
         current_user,
         current_setting('transaction_read_only') as read_only,
         current_setting('fsync') as fsync,
         current_setting('full_page_writes') as full_page_writes,
         current_setting('session_replication_role') as session_replication_role,
         (select coalesce(json_object_agg(name, current_setting(name)), '{}') from unnest($1::text[]) name) as settings`;

/**
 * Applies the settings to a new session before it is used, makes its commits durable, and checks the settings that are in effect.
 * Throws `SessionRefusedError` or `ReadOnlyDatabaseError`.
 */
export async function prepareSession(
  client: ClientBase,
  { settings, settingsOnCitus = {}, uncheckedSettings = {}, writes }: SessionNeeds,
  answerMsMax: number,
): Promise<void> {
  const ask = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row> => {
    // @types/pg lacks `query_timeout` of a single query.
    const query = { text, values: [...values], query_timeout: answerMsMax };
    const [row] = (await client.query<Row>(query)).rows;
    if (row === undefined) throw new Error('a new session did not answer');
    return row;
  };
  const found = await ask<FoundSession>(findSession);
  demandOurSchema(found);
  if (found.has_citus) rememberCitus(client);
  const needed = { search_path: serviceSchema, ...settings, ...(found.has_citus ? settingsOnCitus : {}) };
  const applied = { ...uncheckedSettings, ...needed };
  await ask(applySettings, [Object.keys(applied), Object.values(applied)]);
  const row = await ask<SessionRow>(raiseAndRead, [Object.keys(needed)]);
  const fault = (writes ? durabilityFault(row) : undefined) ?? settingFault(row, needed);
  if (fault !== undefined) throw new SessionRefusedError(fault);
  if (writes && row.read_only === 'on') throw new ReadOnlyDatabaseError();
}

/** A configured schema other than `public` is refused: two installations would otherwise share the store in `public`. */
function demandOurSchema({ search_path, schema, chosen }: FoundSession): void {
  if (!chosen || schema === serviceSchema) return;
  throw new DatabaseRefusedError(
    `search_path is ${search_path}, and all tables of the service are in the schema ${serviceSchema}: remove search_path ` +
      'from the URL, PGOPTIONS, the login and the database; a second installation needs a database of its own',
  );
}

/** Throws `ReadOnlyDatabaseError` if a session no longer takes writes. */
export async function demandWritable(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ read_only: string }>(
    `select current_setting('transaction_read_only') as read_only`,
  );
  if (rows[0]?.read_only !== 'off') throw new ReadOnlyDatabaseError();
}

/** Why a database could lose acknowledged commits, or accept what its triggers refuse. */
function durabilityFault(row: SessionRow): string | undefined {
  for (const name of ['fsync', 'full_page_writes'] as const) {
    if (row[name] === 'on') continue;
    return `${name} is ${row[name]}: a crash of the server's host can lose acknowledged assignments; set ${name} = on for the PostgreSQL server, and reload it`;
  }
  if (!['on', 'remote_apply'].includes(row.synchronous_commit)) {
    return `synchronous_commit is ${row.synchronous_commit}: a crash can lose acknowledged assignments; let the service set it to on`;
  }
  if (row.session_replication_role === 'origin') return undefined;
  return (
    `session_replication_role is ${row.session_replication_role}: the triggers that refuse a second holder do not run; ` +
    'reset it for the server, the database and the login'
  );
}

function settingFault(row: SessionRow, settings: Readonly<Record<string, string>>): string | undefined {
  const { role } = settings;
  if (role !== undefined && row.current_user !== role) {
    return `current_user is ${row.current_user}, and the service needs ${role}: ${ignored}`;
  }
  for (const [name, needed] of Object.entries(settings)) {
    const value = row.settings[name] ?? 'unknown';
    if (value !== needed) return `${name} is ${value}, and the service needs ${needed}: ${ignored}`;
  }
  return undefined;
}

const ignored =
  'something between the service and PostgreSQL changes settings; connect to PostgreSQL directly or through a pooler in session mode';
