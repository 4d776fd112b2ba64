import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allStatements } from './all-statements.js';
import { unfilteredTables } from './unfiltered-tables.js';

/** What would keep Citus from distributing the tables by lane, and from knowing on which server a statement runs. Needs no Citus. */
const schema = readFileSync(new URL('../schema.txt', import.meta.url), 'utf8').split('\n');

/** Tables with a lane that every server has a copy of: a name is looked for in all lanes. */
const copied = ['identity_registry'];
const tables = schema
  .flatMap((line) => /^(\w+)\.lane /.exec(line)?.[1] ?? [])
  .filter((table) => !copied.includes(table));

/** Few rows of all lanes: terms, the ends of lanes, and what background work and auditors look for. Citus asks every server. */
const ofAllLanes = [
  'find-lane-of-subject',
  'find-misplaced',
  'find-moving-pools-of',
  'find-oldest-version-held',
  'list-agreements',
  'list-operators',
  'list-pools',
  'read-agreement',
  'read-agreements-of',
  'read-declared-names',
  'read-lane-heads',
  'read-infeasible-agreements',
  'read-latest-versions',
  'read-operator',
  'read-operators-without-minimum',
  'read-pools-of',
  'read-profiles',
  'read-versions',
  'read-wwsf-ids',
  'read-wwsf-ids-like',
];

const statements = await allStatements('ofLane');

const unfiltered = (text: string): readonly string[] => unfilteredTables(text, tables);

/** Tables that the coordinator alone has. */
const local = ['installation', 'audit_reads', 'commands_to_forget'];
/** What Citus does not accept in a deletion: each server could get another value. */
const volatile = /\b(?:allocator_clock|clock_timestamp|gen_random_uuid|now|random|statement_timestamp)\(/;

describe('every unique key of a table with a lane', () => {
  const keys = schema.flatMap((line) => {
    const [, table = '', columns = ''] =
      /^CREATE UNIQUE INDEX \w+ ON public\.(\w+) USING btree \((.*?)\)(?: WHERE|$)/.exec(line) ?? [];
    return tables.includes(table) ? [[table, columns] as const] : [];
  });

  it('is found', () => {
    expect(new Set(keys.map(([table]) => table))).toEqual(new Set(tables));
  });

  it.each(keys)('%s (%s): has the lane', (_, columns) => {
    expect(columns.split(', ')).toContain('lane');
  });
});

describe('a reference of one table to another', () => {
  const references = schema.filter((line) => line.includes('FOREIGN KEY'));

  it.each(references)('%s: is within the lane', (line) => {
    expect(line).toMatch(/FOREIGN KEY \(lane, .*REFERENCES \w+\(lane, /);
  });
});

describe('every statement about tables with lanes', () => {
  it.each([
    ['select document from events where position = $1', ['events']],
    [
      'select document from events e join availability a on a.number = e.identity_number where e.lane = $1',
      ['availability'],
    ],
    // As many filters as tables, and two of them of one table.
    [
      'select from availability a where a.lane = $1 and exists (select from outcomes o join events e using (command_id) where o.lane = $1 and o.lane = $1)',
      ['events'],
    ],
    ['select (select count(*) from events) from lanes where lane = $1', ['events']],
    ['update events set document = $2 from (select lane from lanes where lane = $1) l', ['events']],
    ['select from lanes l cross join lateral (select from events where lane = l.lane) e', ['lanes', 'events']],
  ])('a statement without the lane is found: %s', (text, tablesWithout) => {
    expect(unfiltered(text)).toEqual(tablesWithout);
  });

  it.each(statements.filter(({ name }) => !ofAllLanes.includes(name)).map(({ name, text }) => [name, text]))(
    '%s: filters by the lane',
    (_, text) => {
      expect(unfiltered(text)).toEqual([]);
    },
  );

  it.each([
    'select from lanes l cross join lateral (select from events where lane = l.lane) e where l.lane = $1',
    'update events e set document = $2 from (select lane from lanes where lane = $1) l where e.lane = $1',
    'select (select count(*) from events where lane = $1) from lanes where lane = $1',
  ])('a statement with the lane is accepted: %s', (text) => {
    expect(unfiltered(text)).toEqual([]);
  });

  it.each(ofAllLanes)('%s: concerns all lanes', (name) => {
    expect(unfiltered(statements.find((statement) => statement.name === name)?.text ?? '')).not.toEqual([]);
  });
});

describe('a statement that Citus would refuse', () => {
  const readIn = (text: string): readonly string[] =>
    Array.from(text.matchAll(/\b(?:from|join)\s+(\w+)\b/g), ([, table = '']) => table);

  it('does not exist: none joins tables with lanes and one of the coordinator alone', () => {
    const joined = statements.filter(({ text }) =>
      [tables, local].every((some) => readIn(text).some((table) => some.includes(table))),
    );
    expect(joined.map(({ name }) => name)).toEqual([]);
  });

  it('does not exist: no deletion has a volatile function', () => {
    const deletions = statements.filter(({ text }) => text.includes('delete from'));
    expect(deletions.length).toBeGreaterThan(3);
    expect(deletions.filter(({ text }) => volatile.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
