import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'libs/postgres/src/migrations';
/** The last migration before the rule that two versions can share one schema (docs/adr/0028). */
const lastFree = 1764300000000;
/** Runs while no process of the former version works: 0.2 starts after every process of 0.1 has stopped (docs/adr/0052). */
const afterAStop = new Set(['1764800000000-plain-names.ts']);
const contracting = /\bdrop (?:table|column)\b|\brename (?:to|column)\b|\bset not null\b/gi;
const requiredColumn = /\badd column [^,;]*\bnot null\b(?![^,;]*\bdefault\b)/gi;

/** What breaks the former version. `down` is not checked: it never runs while two versions work. */
function breaksIn(migration: string): string[] {
  const [up = ''] = migration.split('async down(');
  return [...up.matchAll(contracting), ...up.matchAll(requiredColumn)].map(([found]) => found);
}

describe('migrations that do not break the former version', () => {
  it.each(readdirSync(folder).filter((file) => Number.parseInt(file, 10) > lastFree && !afterAStop.has(file)))(
    '%s only adds',
    (file) => {
      expect(breaksIn(readFileSync(join(folder, file), 'utf8'))).toEqual([]);
    },
  );

  it.each([
    'alter table pools drop column terms',
    'alter table pools rename column terms to conditions',
    'alter table pools add column owner text not null',
    'alter table pools alter column terms set not null',
  ])('break it with: %s', (statement) => {
    expect(breaksIn(`async up(runner) { await runner.query('${statement}'); }`)).toHaveLength(1);
  });

  it.each(['alter table pools add column a integer not null default 0', 'alter table pools add column b timestamptz'])(
    'do not break it with: %s',
    (statement) => {
      expect(breaksIn(statement)).toEqual([]);
    },
  );
});
