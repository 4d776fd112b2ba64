// Test class: server. Uses a real PostgreSQL.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../src/database/database.js';
import { openDatabase } from '../src/database/database.js';
import type { Statement } from '../src/sql/statement.js';
import { onServer, urlOf } from './server.js';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Index Name'?: string;
  readonly 'Join Filter'?: string;
  readonly 'Sort Key'?: readonly string[];
  readonly Plans?: readonly Plan[];
}

/** The tables that grow. The others have one row for each lane, pool or agreement. */
const growing = ['availability', 'events', 'identities', 'identity_registry', 'outcomes', 'subjects'];

/** Indexes of statements that read a part of a lane, not named things. */
const walks = ['availability_due', 'availability_quarantine', 'identity_registry_shared', 'outcomes_refused'];

/** Statements that no batch runs: counts and lists, and background work. */
const elsewhere = [
  'delete-old-refusals',
  'find-oldest-version-held',
  'find-moving-pools',
  'find-next-to-move',
  'find-reassigned',
  // A legal hold, and the erasure of a subject that held more identities than its row lists.
  'keep-subject',
  'find-all-held-identities',
  // A change of an operator's names compares them with all names; its plan is not kept.
  'find-misplaced',
  // Once after a restore, by `allocator reconcile`.
  'find-pool-histories',
  'find-profile-history',
  'restore-subject-identities',
];

const sources = new URL('../src/', import.meta.url);

async function statements(): Promise<Statement[]> {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /statements.[^.]+\.ts$/.test(file),
  );
  const modules: object[] = [];
  for (const file of files) modules.push((await import(new URL(file, sources).href)) as object);
  return modules
    .flatMap((module) => Object.values(module) as unknown[])
    .filter((value): value is Statement => typeof value === 'object' && value !== null && 'text' in value)
    .filter(({ name }) => !elsewhere.includes(name));
}

const all = await statements();

/** A lane that has imports alone: no event names a command, and statistics say that every value is rare or absent. */
const importsAlone = `
  insert into events (lane, position, type, identity_number, document)
    select 0, n, 'IdentityImported', n, '{}' from generate_series(1, 100000) n`;
/** A lane in which every event names a command. */
const commandsAlone = `
  insert into events (lane, position, type, command_id, document)
    select 0, n, 'Refused', gen_random_uuid(), '{}' from generate_series(1, 100000) n;
  insert into outcomes (lane, command_id, refused, recorded_at, outcome)
    select 0, gen_random_uuid(), true, now(), '{}' from generate_series(1, 100000) n`;

/** A plan is made once and kept as long as the connection: it must be good whatever the statistics said then. */
describe.each([
  ['of tables without statistics', 'select'],
  ['of tables with statistics from when they were empty', 'vacuum (analyze)'],
  ['of tables with statistics of imports alone', `${importsAlone}; analyze`],
  ['of tables with statistics of commands alone', `${commandsAlone}; analyze`],
])('the kept plan %s', (_, prepare) => {
  const name = `plans_${randomBytes(4).toString('hex')}`;
  let database: Database;
  beforeAll(async () => {
    await onServer(`create database ${name}`);
    database = await openDatabase({ url: urlOf(name), lanes: 1, onIdleError: () => undefined });
    await onServer(prepare, name);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await onServer(`drop database ${name} with (force)`);
  });

  it.each(all.map((statement) => [statement.name, statement] as const))('%s: probes keys', async (_name, { text }) => {
    expect(faultsOf(await keptPlan(database, text))).toEqual([]);
  });
});

/** The plan that a session keeps; `explain (generic_plan)` needs PostgreSQL 16. */
async function keptPlan({ lanePool }: Database, text: string): Promise<Plan> {
  const parameters = new Set(text.match(/\$\d+/g));
  const values = parameters.size === 0 ? '' : `(${[...parameters].map(() => 'null').join(', ')})`;
  const client = await lanePool.connect();
  try {
    await client.query(`prepare planned as ${text}`);
    const explained = `explain (format json) execute planned${values}`;
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(explained);
    return rows[0]?.['QUERY PLAN'][0].Plan as Plan;
  } finally {
    await client.query('deallocate all');
    client.release();
  }
}

function faultsOf(plan: Plan): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Index Cond': condition = '' } = plan;
  const faults: string[] = [];
  if (type === 'Seq Scan' && growing.includes(table)) faults.push(`reads all of ${table}`);
  if (/^Index|^Bitmap Index/.test(type) && growing.includes(table) && !walks.includes(plan['Index Name'] ?? '')) {
    if (/^\(lane = [^)]*\)$/.test(condition) || condition === '') faults.push(`reads a whole lane of ${table}`);
  }
  // Sorts by a converted position, for which there is no index: each page would sort the lane.
  for (const key of plan['Sort Key'] ?? []) if (key.includes('::double precision')) faults.push(`sorts by ${key}`);
  // Compares each row of one side with each row of the other.
  if (type === 'Nested Loop' && plan['Join Filter'] !== undefined)
    faults.push(`compares all with all: ${plan['Join Filter']}`);
  return [...faults, ...(plan.Plans ?? []).flatMap(faultsOf)];
}
