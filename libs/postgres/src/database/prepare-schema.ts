import pg from 'pg';
import { asOperatorsFault } from './as-operators-fault.js';
import type { MigrationWait, Query } from './lock-migrations.js';
import { inOwnerSession, ownerNeeds, queryOf } from './in-owner-session.js';
import type { SessionNeeds } from '../connection/prepare-session.js';
import { serviceSchema } from '../connection/prepare-session.js';
import { isOnCitus } from '../connection/is-on-citus.js';
import { sessionConfig } from '../connection/session-config.js';
import { demandDurableServers } from './demand-durable-servers.js';
import { CannotDistributeError, distributeTables, isDistributedByCitus } from './distribute-tables.js';
import { schemaMigrations } from './schema-migrations.js';
import { serviceRole } from './service-role.js';

/** The number of lanes is fixed when the database is created. */
export class LanesDifferError extends Error {
  override readonly name = 'LanesDifferError';
  constructor(present: number, wanted: number) {
    super(
      `the database was created with ${String(present)} lanes and LANES is ${String(wanted)}: ` +
        `the number cannot change later, start with LANES=${String(present)}`,
    );
  }
}

/** The schema is not up to date, and this process must not migrate it. */
export class SchemaBehindError extends Error {
  override readonly name = 'SchemaBehindError';
  constructor(missing: readonly string[]) {
    super(
      `the database lacks ${missing.join(', ')}, and DATABASE_MIGRATION_URL is off: ` +
        'start this version once with DATABASE_MIGRATION_URL of the role that owns the tables',
    );
  }
}

/** A later version has migrated the schema: it expects other data than this version would write. */
export class SchemaNewerError extends Error {
  override readonly name = 'SchemaNewerError';
  constructor(unknown: readonly string[]) {
    super(`the database has ${unknown.join(', ')}, which this version does not know: start the version that knows it`);
  }
}

/** The user of `DATABASE_URL` cannot set the service's role. */
export class ServiceRoleError extends Error {
  override readonly name = 'ServiceRoleError';
  constructor(detail: string) {
    super(`${detail}: the owner of the tables must grant ${serviceRole} to the user of DATABASE_URL`);
  }
}

export interface SchemaSettings {
  /** URL of the service. */
  readonly url: string;
  /** URL of the owner of the tables; `off`: the schema is migrated by another process, and only checked here. */
  readonly migrationUrl: string;
  readonly lanes: number;
  /** Distribute the tables of a new database by Citus. */
  readonly citus: boolean;
  /** For the sessions of the service. */
  readonly needs: SessionNeeds;
  /** Called after some seconds and then at intervals while another process migrates, and with undefined when a reported wait is over. */
  readonly onMigrationWait: (wait: MigrationWait | undefined) => void;
}

export interface PreparedSchema {
  readonly installationId: string;
  readonly isOnCitus: boolean;
}

/**
 * Migrates the schema, or checks that it is up to date. Throws `SchemaBehindError`, `SchemaNewerError`, `CannotDistributeError`, `LanesDifferError`,
 * `ServiceRoleError`, `SessionRefusedError` (and `DatabaseRefusedError`, which names the variable), or the driver's errors.
 */
export async function prepareSchema(settings: SchemaSettings): Promise<PreparedSchema> {
  const { url, migrationUrl, lanes, needs } = settings;
  if (migrationUrl !== 'off') {
    const variable = migrationUrl === url ? 'DATABASE_URL' : 'DATABASE_MIGRATION_URL';
    await migrate(settings).catch((error: unknown) => {
      throw asOperatorsFault(error, variable, 'migrate');
    });
  }
  return check(url, lanes, needs).catch((error: unknown) => {
    throw asOperatorsFault(error, 'DATABASE_URL', 'work');
  });
}

async function migrate({ migrationUrl, url, lanes, citus, onMigrationWait }: SchemaSettings): Promise<void> {
  await inOwnerSession(migrationUrl, onMigrationWait, async (query, config) => {
    const names = await applied(query);
    refuseNewer(names);
    if (missingIn(names).length > 0) {
      // Most starts have nothing to migrate, and loading TypeORM takes a tenth of their time.
      const { runMigrations } = await import('./run-migrations.js');
      await runMigrations(config);
    }
    await query(`grant select on migrations to ${serviceRole}`);
    // The user as the driver determines it: it can also be a parameter of the URL, or come from the environment.
    await grantServiceRole(query, new pg.Client(sessionConfig(url, ownerNeeds)).user ?? '');
    const known = await query('select from lanes limit 1');
    if (known.length === 0) await query('insert into lanes (lane) select generate_series(0, $1::int - 1)', [lanes]);
    await query('insert into installation default values on conflict do nothing');
    await distribute(query, lanes, citus);
  });
}

/** Distributes an empty database if Citus is on, and tables that a migration has added to a distributed one. */
async function distribute(query: Query, lanes: number, citus: boolean): Promise<void> {
  const isDistributed = await isDistributedByCitus(query);
  if (!citus && !isDistributed) return;
  if (!isDistributed) {
    const events = await query('select from lanes where position > 0 limit 1');
    if (events.length > 0) {
      throw new CannotDistributeError(
        'CITUS is on, and the tables have rows and are not distributed: stop all processes, and run `allocator database distribute`',
      );
    }
  }
  await distributeTables(query, lanes);
}

/** Grants the service's role to the user of its connections, if that is not the user that migrates. */
async function grantServiceRole(query: Query, user: string): Promise<void> {
  const [row] = await query<{ grant: string | null }>(
    `select case when pg_has_role($1, '${serviceRole}', 'member') then null
                 else format('grant ${serviceRole} to %I', $1::text) end as grant
       from pg_roles where rolname = $1`,
    [user],
  );
  if (row?.grant) await query(row.grant);
}

/** Checks the schema in a session of the service, which also checks that the service can set its role. */
async function check(url: string, lanes: number, needs: SessionNeeds): Promise<PreparedSchema> {
  const config = sessionConfig(url, needs);
  const client = new pg.Client(config);
  const query = queryOf(client);
  await client.connect();
  try {
    await config.onConnect(client).catch((error: unknown) => {
      throw isRoleFault(error) ? new ServiceRoleError(error.message) : error;
    });
    const names = await applied(query);
    refuseNewer(names);
    const missing = missingIn(names);
    if (missing.length > 0) throw new SchemaBehindError(missing);
    const [row] = await query<{ present: number }>('select count(*)::int as present from lanes');
    const present = row?.present ?? 0;
    if (present !== lanes) throw new LanesDifferError(present, lanes);
    const installation = await client.query<{ id: string }>('select id from installation');
    const [own] = installation.rows;
    if (own === undefined) throw new SchemaBehindError(['the row of installation']);
    if (isOnCitus(client)) await demandDurableServers(query);
    return { installationId: own.id, isOnCitus: isOnCitus(client) };
  } finally {
    await client.end();
  }
}

/** The role of the service does not exist, or the login may not use it. */
function isRoleFault(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /role/.test(error.message);
}

async function applied(query: Query): Promise<readonly string[]> {
  const tables = await query(
    `select from pg_tables where schemaname = '${serviceSchema}' and tablename = 'migrations'`,
  );
  if (tables.length === 0) return [];
  return (await query<{ name: string }>('select name from migrations order by timestamp')).map(({ name }) => name);
}

function missingIn(names: readonly string[]): readonly string[] {
  return schemaMigrations.map(({ name }) => name).filter((name) => !names.includes(name));
}

function refuseNewer(names: readonly string[]): void {
  const known = new Set(schemaMigrations.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new SchemaNewerError(unknown);
}
