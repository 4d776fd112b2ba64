import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { specsByClass, storeSpecs } from '../../jest.config.js';

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

/** import-rules.spec.ts compares it with the imports. */
describe('the class of a spec', () => {
  it('is one of three, each with specs', () => {
    const counts = Object.values(specsByClass).map((specs) => specs.length);
    expect(counts).toHaveLength(3);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('is declared in the first line alone, with its reason', () => {
    const misplaced = Object.values(specsByClass)
      .flat()
      .filter((path) => {
        const source = readFileSync(join(root, path), 'utf8');
        const declarations = source.match(/^\/\/ Test class:.*$/gm) ?? [];
        return declarations.some(
          (line) => !/^\/\/ Test class: (server|timing)\. \S.{10,}\.$/.test(line) || !source.startsWith(line),
        );
      });
    expect(misplaced).toEqual([]);
  });

  it('is server for the specs of the store, which also run on PostgreSQL 15, without Kafka', () => {
    const specs = storeSpecs();
    expect(specs).toEqual(
      expect.arrayContaining([
        'libs/postgres/test/plans.spec.ts',
        'test/contract/lane-store.spec.ts',
        'test/contract/http-assignments.spec.ts',
      ]),
    );
    expect(specsByClass.server).toEqual(expect.arrayContaining(specs));
    const withKafka = specs.filter((path) => /describe\w*Kafka\(/.test(readFileSync(join(root, path), 'utf8')));
    expect(withKafka).toEqual([]);
  });
});
