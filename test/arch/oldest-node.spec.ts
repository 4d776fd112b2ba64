import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { minVersion, satisfies } from 'semver';

interface Engines {
  readonly engines?: { readonly node?: string };
}

/** The packages, by their folder, that do not support a release of Node.js. npm only warns of them (EBADENGINE). */
function unsupporting(node: string, packages: Readonly<Record<string, Engines>>): string[] {
  return Object.entries(packages).flatMap(([folder, { engines }]) =>
    engines?.node === undefined || satisfies(node, engines.node) ? [] : [`${folder} needs Node.js ${engines.node}`],
  );
}

describe('the oldest Node.js that the project promises', () => {
  it('is supported by each package', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Engines> };
    const oldest = minVersion(engines.node)?.version ?? '';

    expect(Object.keys(packages).length).toBeGreaterThan(500);
    expect(unsupporting(oldest, packages)).toEqual([]);
  });

  it('is not supported by a package that needs a later one', () => {
    const packages = {
      'node_modules/later': { engines: { node: '>=22' } },
      'node_modules/either': { engines: { node: '^18.18 || >=20' } },
      'node_modules/silent': {},
    };

    expect(unsupporting('20.19.0', packages)).toEqual(['node_modules/later needs Node.js >=22']);
  });
});
