/** What a database held when its statistics were taken, and what it holds when the plan is used. */
export interface Statistics {
  readonly name: string;
  /** Before the plans are made. */
  readonly before: readonly string[];
  /** After that; autovacuum has not noticed yet. */
  readonly after?: readonly string[];
}

const poolsInLane = 20;
const manyRows = 20_000;
const fewRows = 20;

/** Rows that no trigger checks: their number matters alone. Numbers and positions begin after `from`. */
function rows(...inserts: string[]): string {
  return ['set session_replication_role = replica', ...inserts, 'reset session_replication_role'].join(';\n');
}

/** A lane that has imports alone: no event names a command. */
function imports(until: number, from = 0): string {
  const numbers = `generate_series(${String(from + 1)}, ${String(until)}) n`;
  return rows(
    `insert into pools (lane, pool_id, operator_id, terms)
       select 0, 'pool-' || n, 'op', '{}' from generate_series(0, ${String(poolsInLane - 1)}) n on conflict do nothing`,
    `insert into pool_counts select 0, pool_id, 0, 0, 0, 0, 0 from pools on conflict do nothing`,
    `insert into identities select 0, n, 'pool-' || n % ${String(poolsInLane)}, 'i' || n from ${numbers}`,
    `insert into identity_registry select 'sip:i' || n, 0, 'pool-' || n % ${String(poolsInLane)}, 'i' || n from ${numbers}`,
    `insert into availability (lane, number, pool_id, stock, generation, assignable_at, status, impi, impus)
       select 0, n, 'pool-' || n % ${String(poolsInLane)}, 'active', 0, now(), 'never-assigned', 'i' || n, '[]' from ${numbers}`,
    `insert into events (lane, position, type, identity_number, document)
       select 0, n, 'IdentityImported', n, '{}' from ${numbers}`,
  );
}

/** What commands leave: events and outcomes that name them, subjects, and what read models keep of them. */
function commands(until: number, from = 0): string {
  const numbers = `generate_series(${String(from + 1)}, ${String(until)}) n`;
  return rows(
    `insert into events (lane, position, type, identity_number, command_id, document)
       select 0, ${String(manyRows)} + n, 'Assigned', n % 1000, gen_random_uuid(), '{}' from ${numbers}`,
    `insert into outcomes (lane, command_id, refused, recorded_at, outcome)
       select 0, gen_random_uuid(), true, now(), '{}' from ${numbers}`,
    `insert into subjects (lane, pool_id, kind, reference, subject_id, last_identity)
       select 0, 'pool-' || n % ${String(poolsInLane)}, 'authenticated', 'u' || n, gen_random_uuid(), n from ${numbers}`,
    `insert into subject_assignments select 0, gen_random_uuid(), n from ${numbers}`,
    `insert into erased_subjects select 0, gen_random_uuid(), now() from ${numbers}`,
    `insert into identity_ends select 0, 'i' || n, now() from ${numbers}`,
    `insert into checkpoints select 0, n, '', true from ${numbers}`,
    `insert into pool_activity (lane, pool_id, minute)
       select 0, 'pool-' || n % ${String(poolsInLane)}, now() + n * interval '1 minute' from ${numbers}`,
    `update availability set status = 'assigned', generation = 1, assigned_at = now(),
            reassignable_at = now() + number * interval '1 second', assignable_at = now() + number * interval '1 second'
      where number % 2 = 0`,
  );
}

/** The planner multiplies the pages of a table by its rows a page: the statistics of a million rows, without the rows. */
const aMillion = `
  update pg_class set reltuples = 1000000
   where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and reltuples >= ${String(manyRows)}`;

const emptyAnalyzed = 'vacuum (analyze)';

export const statistics: readonly Statistics[] = [
  { name: 'without statistics', before: [] },
  { name: 'analyzed when they were empty', before: [emptyAnalyzed] },
  { name: 'with imports alone', before: [imports(manyRows), 'analyze'] },
  { name: 'with commands alone', before: [commands(manyRows), 'analyze'] },
  { name: 'with a million commands', before: [imports(manyRows), commands(manyRows), 'analyze', aMillion] },
  { name: 'with few rows', before: [imports(fewRows), commands(fewRows), 'analyze'] },
  {
    name: 'that have grown since they were analyzed',
    before: [imports(fewRows), commands(fewRows), 'analyze', imports(manyRows, fewRows), commands(manyRows, fewRows)],
  },
  {
    name: 'that have grown since the plan was made',
    before: [imports(fewRows), commands(fewRows), 'analyze'],
    after: [imports(manyRows, fewRows), commands(manyRows, fewRows)],
  },
];
