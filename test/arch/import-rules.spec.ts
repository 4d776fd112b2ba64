import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  cruise,
  type ICruiseOptions,
  type ICruiseResult,
  type IForbiddenRuleType,
  type IModule,
} from 'dependency-cruiser';
import { specsByClass } from '../../jest.config.js';
import { declaredLibraries, importedLibraries } from './declared-libraries.js';
import { folderCircles, importsOfProduct, topFolderCircles } from './folder-circles.js';
import { type StartersOf, serverStarters, startersIn } from './server-starters.js';

interface Rules {
  readonly forbidden: readonly IForbiddenRuleType[];
  readonly options: ICruiseOptions;
}

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const fixtures = join(root, 'test', 'arch', 'fixtures');
const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as Rules;
const ruleNames = rules.forbidden.map(({ name }) => name ?? '');

/** A fixture is a small tree of its own, in which our packages' names lead to its own sources. */
const packageSources = {
  ...Object.fromEntries(
    ['domain', 'application', 'contracts', 'postgres', 'kafka', 'runtime', 'testing', 'local'].map((library) => [
      `@allocator/${library}$`,
      `libs/${library}/src/index.ts`,
    ]),
  ),
  '@allocator/server$': 'apps/allocator/src/main.ts',
};

async function check(baseDir: string, folders: string[], alias: Record<string, string>): Promise<ICruiseResult> {
  const { enhancedResolveOptions, ...options } = rules.options;
  const { output } = await cruise(
    folders,
    { ...options, baseDir, validate: true, ruleSet: { forbidden: [...rules.forbidden] } },
    { ...enhancedResolveOptions, alias },
  );
  return output as ICruiseResult;
}

function moduleOf(source: string, ...imports: string[]): IModule {
  return { source, dependencies: imports.map((resolved) => ({ resolved })) } as unknown as IModule;
}

let tree: ICruiseResult;
beforeAll(async () => {
  tree = await check(root, ['apps', 'libs', 'tools', 'test'], {});
});

describe('who may import whom', () => {
  it('is kept by every module there is', () => {
    const { summary } = tree;
    expect(summary.totalCruised).toBeGreaterThan(50);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });

  it('is one rule a fixture', () => {
    expect(readdirSync(fixtures).sort()).toEqual([...ruleNames].sort());
  });

  it.each(ruleNames)('%s: its fixture breaks it, and no other rule', async (rule) => {
    const dir = join(fixtures, rule);
    const alias = Object.fromEntries(Object.entries(packageSources).map(([name, path]) => [name, join(dir, path)]));
    const { summary } = await check(dir, readdirSync(dir), alias);
    expect([...new Set(summary.violations.map((violation) => violation.rule.name))]).toEqual([rule]);
  });
});

describe('the package.json of a workspace', () => {
  it('declares exactly the libraries that its files import: the image is installed by it', () => {
    const imported = importedLibraries(tree.modules);
    expect([...imported.keys()]).toContain('apps/allocator');
    expect(declaredLibraries(root, [...imported.keys()])).toEqual(imported);
  });

  it('is compared with sources alone; the root declares what specs import beyond that', () => {
    const imported = importedLibraries([
      moduleOf('libs/kafka/test/a.spec.ts', 'libs/domain/src/index.ts', 'libs/testing/src/index.ts'),
      moduleOf('libs/kafka/src/a.ts', 'libs/domain/src/index.ts', 'libs/kafka/src/b.ts'),
      moduleOf('test/e2e/a.spec.ts', 'libs/local/src/index.ts'),
    ]);
    expect(imported).toEqual(
      new Map([
        ['libs/kafka', ['@allocator/domain']],
        ['.', ['@allocator/local', '@allocator/testing']],
      ]),
    );
  });
});

describe('folder circles', () => {
  it('do not exist', () => {
    const imports = importsOfProduct(tree.modules);
    expect(imports.length).toBeGreaterThan(500);
    expect(folderCircles(imports)).toEqual([]);
  });

  it('are found between a folder and its subfolder', () => {
    expect(
      folderCircles([
        ['libs/domain/src/evolve.ts', 'libs/domain/src/decide/assign.ts'],
        ['libs/domain/src/decide/decide.ts', 'libs/domain/src/terms.ts'],
        ['libs/domain/src/lane/lane.ts', 'libs/domain/src/terms.ts'],
        ['libs/domain/src/index.ts', 'libs/domain/src/lane/lane.ts'],
      ]),
    ).toEqual(['libs/domain/src', 'libs/domain/src/decide']);
  });

  it('are found through a third folder', () => {
    expect(
      folderCircles([
        ['a/one.ts', 'b/two.ts'],
        ['b/two.ts', 'c/three.ts'],
        ['c/other.ts', 'a/fourth.ts'],
      ]),
    ).toEqual(['a', 'b', 'c']);
  });
});

describe('circles of top folders', () => {
  it('do not exist', () => {
    expect(topFolderCircles(importsOfProduct(tree.modules))).toEqual([]);
  });

  it('are found through different subfolders, where no two folders import each other', () => {
    const imports: Parameters<typeof topFolderCircles>[0] = [
      ['apps/x/src/features/a/one.ts', 'apps/x/src/relay/two.ts'],
      ['apps/x/src/relay/two.ts', 'apps/x/src/features/b/three.ts'],
      ['apps/x/src/main.ts', 'apps/x/src/features/a/one.ts'],
    ];
    expect(folderCircles(imports)).toEqual([]);
    expect(topFolderCircles(imports)).toEqual(['apps/x/src/features', 'apps/x/src/relay']);
  });
});

describe('the class of a spec, by its imports', () => {
  let startersOf: StartersOf;
  beforeAll(() => {
    startersOf = startersIn(tree.modules);
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
});
