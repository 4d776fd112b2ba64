import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { asOperatorsFault } from './as-operators-fault.js';
import type { MigrationWait, Query } from './lock-migrations.js';
import { lockMigrations, unlockMigrations } from './lock-migrations.js';
import type { SessionNeeds } from '../connection/prepare-session.js';
import { serviceSchema } from '../connection/prepare-session.js';
import { sessionConfig } from '../connection/session-config.js';
import { Core1763900000000 } from '../migrations/1763900000000-core.js';
import { Speed1764000000000 } from '../migrations/1764000000000-speed.js';
import { PoolCounts1764050000000 } from '../migrations/1764050000000-pool-counts.js';
import { MovingTerms1764100000000 } from '../migrations/1764100000000-moving-terms.js';
import { Subjects1764150000000 } from '../migrations/1764150000000-subjects.js';
import { Audit1764200000000 } from '../migrations/1764200000000-audit.js';
import { Checkpoints1764250000000 } from '../migrations/1764250000000-checkpoints.js';
import { Analytics1764300000000 } from '../migrations/1764300000000-analytics.js';
import { Restore1764400000000 } from '../migrations/1764400000000-restore.js';
import { OneAlias1764500000000 } from '../migrations/1764500000000-one-alias.js';
import { NumberedTokens1764600000000 } from '../migrations/1764600000000-numbered-tokens.js';
import { Erasure1764700000000 } from '../migrations/1764700000000-erasure.js';
import { AuditClients1764720000000 } from '../migrations/1764720000000-audit-clients.js';
import { Installation1764740000000 } from '../migrations/1764740000000-installation.js';
import { PlainNames1764800000000 } from '../migrations/1764800000000-plain-names.js';

/** The role of the service: it can add to history and cannot change it. */
export const serviceRole = 'allocator_service';
/** Sessions of the owner of the tables: its own role, and no timeouts. */
const ownerNeeds: SessionNeeds = {
  settings: { lock_timeout: '0', statement_timeout: '0', idle_in_transaction_session_timeout: '0' },
  writes: true,
  applicationName: 'ims-identity-allocator',
  driver: { query_timeout: 0 },
};

const migrations = [
  Core1763900000000,
  Speed1764000000000,
  PoolCounts1764050000000,
  MovingTerms1764100000000,
  Subjects1764150000000,
  Audit1764200000000,
  Checkpoints1764250000000,
  Analytics1764300000000,
  Restore1764400000000,
  OneAlias1764500000000,
  NumberedTokens1764600000000,
  Erasure1764700000000,
  AuditClients1764720000000,
  Installation1764740000000,
  PlainNames1764800000000,
];

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
  /** For the sessions of the service. */
  readonly needs: SessionNeeds;
  /** Called after some seconds and then at intervals while another process migrates, and with undefined when a reported wait is over. */
  readonly onMigrationWait: (wait: MigrationWait | undefined) => void;
}

/**
 * Migrates the schema, or checks that it is up to date. Throws `SchemaBehindError`, `SchemaNewerError`, `LanesDifferError`,
 * `ServiceRoleError`, `SessionRefusedError` (and `DatabaseRefusedError`, which names the variable), or the driver's errors.
 * @returns the installation's id
 */
export async function prepareSchema(settings: SchemaSettings): Promise<string> {
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

async function migrate({ migrationUrl, url, lanes, onMigrationWait }: SchemaSettings): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    migrations,
    extra: { ...sessionConfig(migrationUrl, ownerNeeds), max: 2 },
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  const query: Query = (text, values) => runner.query(text, values) as Promise<never>;
  try {
    await lockMigrations(query, onMigrationWait);
    refuseNewer(await applied(query));
    await source.runMigrations({ transaction: 'each' });
    await query(`grant select on migrations to ${serviceRole}`);
    // The user as the driver determines it: it can also be a parameter of the URL, or come from the environment.
    await letWork(query, new pg.Client(sessionConfig(url, ownerNeeds)).user ?? '');
    await query(
      'insert into lanes (lane) select generate_series(0, $1::int - 1) where not exists (select from lanes)',
      [lanes],
    );
    await runner.query('insert into installation default values on conflict do nothing');
  } finally {
    await unlockMigrations(query);
    await runner.release();
    await source.destroy();
  }
}

/** Grants the service's role to the user of its connections, if that is not the user that migrates. */
async function letWork(query: Query, user: string): Promise<void> {
  const [row] = await query<{ grant: string | null }>(
    `select case when pg_has_role($1, '${serviceRole}', 'member') then null
                 else format('grant ${serviceRole} to %I', $1::text) end as grant
       from pg_roles where rolname = $1`,
    [user],
  );
  if (row?.grant) await query(row.grant);
}

/** Checks the schema in a session of the service, which also checks that the service can set its role. */
async function check(url: string, lanes: number, needs: SessionNeeds): Promise<string> {
  const config = sessionConfig(url, needs);
  const client = new pg.Client(config);
  const query: Query = async <Row>(text: string) => (await client.query(text)).rows as Row[];
  await client.connect();
  try {
    await config.onConnect(client).catch((error: unknown) => {
      throw isRoleFault(error) ? new ServiceRoleError(error.message) : error;
    });
    const names = await applied(query);
    refuseNewer(names);
    const missing = migrations.map(({ name }) => name).filter((name) => !names.includes(name));
    if (missing.length > 0) throw new SchemaBehindError(missing);
    const [row] = await query<{ present: number }>('select count(*)::int as present from lanes');
    const present = row?.present ?? 0;
    if (present !== lanes) throw new LanesDifferError(present, lanes);
    const installation = await client.query<{ id: string }>('select id from installation');
    const [own] = installation.rows;
    if (own === undefined) throw new SchemaBehindError(['the row of installation']);
    return own.id;
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

function refuseNewer(names: readonly string[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new SchemaNewerError(unknown);
}
