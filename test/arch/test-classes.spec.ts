import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { specsByClass } from '../../jest.config.js';

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const { options } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  readonly options: ICruiseOptions;
};
/** What starts a server, or connects to one that the test run has started. */
const serverStarters = [
  'test/support/fresh-database.ts',
  'test/support/describe-with-kafka.ts',
  'test/support/own-postgres.ts',
  'test/support/service-process.ts',
  'libs/kafka/test/describe-on-kafka.ts',
  'libs/postgres/test/server.ts',
  'tools/src/stack/kafka/start-kafka.ts',
  'tools/src/stack/postgres/start-postgres.ts',
];

/** The server starters that a file imports, directly or through others; types do not count. */
type StartersOf = (path: string) => readonly string[];

function startersIn({ modules }: ICruiseResult): StartersOf {
  const imports = new Map(
    modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(({ dependencyTypes }) => !dependencyTypes.includes('type-only'))
        .map(({ resolved }) => resolved),
    ]),
  );
  return (path) => {
    const reached = new Set([path]);
    for (const file of reached) for (const imported of imports.get(file) ?? []) reached.add(imported);
    return serverStarters.filter((starter) => reached.has(starter));
  };
}

describe('the class of a spec', () => {
  let startersOf: StartersOf;

  beforeAll(async () => {
    const { output } = await cruise(
      ['apps', 'libs', 'test', 'tools'],
      { ...options, baseDir: root },
      options.enhancedResolveOptions,
    );
    startersOf = startersIn(output as ICruiseResult);
  });

  it('is one of three, each with specs', () => {
    const counts = Object.values(specsByClass).map((specs) => specs.length);
    expect(counts).toHaveLength(3);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it.each(serverStarters)('depends on %s, which exists', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  it('is not unit where a server is started', () => {
    expect(specsByClass.unit.filter((path) => startersOf(path).length > 0)).toEqual([]);
  });

  it('is unit where no server is started', () => {
    expect(specsByClass.server.filter((path) => startersOf(path).length === 0)).toEqual([]);
  });

  it('is found through the files between', () => {
    expect(startersOf('test/contract/http-reads.spec.ts')).toContain('test/support/service-process.ts');
    expect(startersOf('libs/domain/test/assign.spec.ts')).toEqual([]);
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
});
