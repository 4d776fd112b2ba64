import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allStatements } from './all-statements.js';

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

/** Mentions of tables with a lane: more than filters by the lane. */
function unfiltered(text: string): readonly string[] {
  const read = Array.from(text.matchAll(/\b(?:from|join|update)\s+(\w+)\b/g), ([, table = '']) => table);
  const mentioned = read.filter((table) => tables.includes(table));
  const filters = text.match(/\blane = \$\d/g) ?? [];
  return mentioned.slice(filters.length);
}

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
  ])('a statement without the lane is found: %s', (text, tablesWithout) => {
    expect(unfiltered(text)).toEqual(tablesWithout);
  });

  it.each(statements.filter(({ name }) => !ofAllLanes.includes(name)).map(({ name, text }) => [name, text]))(
    '%s: filters by the lane',
    (_, text) => {
      expect(unfiltered(text)).toEqual([]);
    },
  );

  it.each(ofAllLanes)('%s: concerns all lanes', (name) => {
    expect(unfiltered(statements.find((statement) => statement.name === name)?.text ?? '')).not.toEqual([]);
  });
});
