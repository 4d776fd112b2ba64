import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

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
    ['domain', 'application', 'contracts', 'postgres', 'kafka', 'runtime', 'testing'].map((library) => [
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

describe('who may import whom', () => {
  it('is kept by every module there is', async () => {
    const { summary } = await check(root, ['apps', 'libs', 'tools', 'test'], {});
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
