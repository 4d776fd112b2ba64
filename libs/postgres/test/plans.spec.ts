// Test class: server. Uses a real PostgreSQL.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import type { Database } from '../src/database/database.js';
import { openDatabase } from '../src/database/database.js';
import type { Statement } from '../src/sql/statement.js';
import { allStatements } from './all-statements.js';
import { formerShapes } from './former-shapes.js';
import type { Index, Indexes, Plan } from './plan-faults.js';
import { faultsOf } from './plan-faults.js';
import { onServer, urlOf } from './server.js';
import type { Statistics } from './statistics.js';
import { statistics } from './statistics.js';

/** Statements that no batch runs: counts and lists, and background work. */
const elsewhere = [
  'find-oldest-version-held',
  'find-moving-pools',
  'find-moving-pools-of',
  'find-next-to-move',
  'find-reassigned',
  // A legal hold, and the erasure of a subject that held more identities than its row lists.
  'keep-subject',
  'find-lane-of-subject',
  'find-all-held-identities',
  // An auditor's question for one subject: an index would make every assignment to a new subject slower.
  'find-reference',
  // A change of an operator's names compares them with all names; its plan is not kept.
  'find-misplaced',
  // A change of terms, which reads and writes all pools of an operator or a lane.
  'begin-moves',
  'read-waits',
  'write-waits',
  'read-pools-of',
  // A reader of its own events: the pools of the lane are few beside the events that it looks at.
  'read-own-events',
  // Counts of all pools, for metrics. What it reads of their identities is below.
  'read-pool-figures',
  // Once after a restore, by `allocator reconcile`.
  'find-operators-of-pools',
  'find-pool-histories',
  'find-profile-history',
  'restore-subject-identities',
];

/** By which index each list is walked: in another one, most identities would be of other pools or states. */
const walked: Readonly<Record<string, readonly string[]>> = {
  'list-assigned': ['availability_held'],
  'list-held': ['availability_held'],
  'list-assignable': ['availability_queue'],
  'list-quarantined': ['availability_held', 'availability_held', 'availability_waiting'],
  'list-suspended': ['availability_out_of_stock'],
  'list-retired': ['availability_out_of_stock'],
  'list-identities': ['availability_pkey', 'identities_lane_pool_id_impi_key'],
  'list-pools': ['pools_by_id'],
  'read-pool-figures': ['availability_held', 'availability_waiting', 'pool_counts_pkey'],
};

/** On Citus, plans are not kept. */
const all = await allStatements('ofLanes');
const ofBatches = all.filter(({ name }) => !elsewhere.includes(name));

/** A plan is made once and kept as long as the connection: it must be good whatever the statistics were then. */
describe.each(statistics)('the kept plan of tables $name', (of) => {
  let session: Session;
  beforeAll(async () => {
    session = await Session.open(
      [...ofBatches, ...all.filter(({ name }) => name in walked && elsewhere.includes(name))],
      of,
    );
  }, 60_000);
  afterAll(() => session.close());

  it.each(ofBatches.map(({ name }) => name))('%s: probes keys', async (name) => {
    expect(faultsOf(await session.planOf(name), session.indexes)).toEqual([]);
  });

  it.each(Object.entries(walked))('%s: walks %j', async (name, indexes) => {
    const found = indexesIn(await session.planOf(name)).filter((index) => !index.startsWith('lanes_'));
    expect(found.sort()).toEqual(indexes);
  });
});

/** The check itself can fail. */
describe('a former shape of a statement', () => {
  let session: Session;
  beforeAll(async () => {
    session = await Session.open(formerShapes, statistics[1] as Statistics);
  }, 60_000);
  afterAll(() => session.close());

  it.each(formerShapes)('$name: is found', async ({ name, goodFrom = Infinity }) => {
    const faults = faultsOf(await session.planOf(name), session.indexes);
    if (session.serverVersion >= goodFrom) expect(faults).toEqual([]);
    else expect(faults).not.toEqual([]);
  });
});

/** One session of the service, which keeps a plan of each statement. */
class Session {
  private constructor(
    private readonly databaseName: string,
    private readonly database: Database,
    private readonly client: PoolClient,
    private readonly callOf: ReadonlyMap<string, string>,
    readonly indexes: Indexes,
    readonly serverVersion: number,
  ) {}

  static async open(statements: readonly Statement[], { before, after = [] }: Statistics): Promise<Session> {
    const name = `plans_${randomBytes(4).toString('hex')}`;
    await onServer(`create database ${name}`);
    const database = await openDatabase({ url: urlOf(name), lanes: 1, onIdleError: () => undefined });
    for (const statement of before) await onServer(statement, name);
    const client = await database.lanePool.connect();
    const callOf = new Map<string, string>();
    for (const statement of statements) {
      const parameters = new Set(statement.text.match(/\$\d+/g));
      const values = parameters.size === 0 ? '' : `(${[...parameters].map(() => 'null').join(', ')})`;
      await client.query(`prepare "${statement.name}" as ${statement.text}`);
      callOf.set(statement.name, `execute "${statement.name}"${values}`);
    }
    // `explain (generic_plan)` would need PostgreSQL 16, and keep no plan.
    for (const call of callOf.values()) await client.query(`explain ${call}`);
    for (const statement of after) await onServer(statement, name);
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    return new Session(name, database, client, callOf, await indexesOf(client), rows[0]?.version ?? 0);
  }

  async planOf(name: string): Promise<Plan> {
    const explained = `explain (format json) ${String(this.callOf.get(name))}`;
    const { rows } = await this.client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(explained);
    return rows[0]?.['QUERY PLAN'][0].Plan as Plan;
  }

  async close(): Promise<void> {
    this.client.release();
    await this.database.close();
    await onServer(`drop database ${this.databaseName} with (force)`);
  }
}

function indexesIn({ 'Index Name': index, Plans = [] }: Plan): string[] {
  return [...(index === undefined ? [] : [index]), ...Plans.flatMap(indexesIn)];
}

async function indexesOf(client: PoolClient): Promise<Indexes> {
  const { rows } = await client.query<Index & { name: string }>(`
    select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as table,
           array(select coalesce(a.attname::text, '')
                   from unnest(i.indkey::int[]) with ordinality as key (number, place)
                   left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.number and key.number > 0
                  order by place) as columns
      from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace`);
  return new Map(rows.map((row) => [row.name, row]));
}
