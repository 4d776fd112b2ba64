import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import { defences } from './defences.js';
import { patchSource } from './patch-source.js';

const root = new URL('../../../', import.meta.url);

describe('a defence that is turned off', () => {
  const patches = Object.entries(defences).flatMap(([name, { patches = [] }]) =>
    patches.map((patch) => [name, patch] as const),
  );

  it.each(patches)('%s: its patch fits the service as it is built', (_, patch) => {
    const source = patch.file.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
    // As `npm run build` compiles it: by .swcrc.
    const { code } = transformFileSync(fileURLToPath(new URL(source, root)), { cwd: fileURLToPath(root) });
    expect(patchSource(code, patch)).toContain(patch.by);
  });
});
