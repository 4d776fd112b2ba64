import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { defences } from './defences.js';
import { patchSource } from './patch-source.js';

const root = new URL('../../../', import.meta.url);

describe('a defence that is turned off', () => {
  const patches = Object.entries(defences).flatMap(([name, { patches = [] }]) =>
    patches.map((patch) => [name, patch] as const),
  );

  it.each(patches)('%s: its patch fits the sources of the service', (_, patch) => {
    expect(patchSource(readFileSync(new URL(patch.file, root), 'utf8'), patch)).toContain(patch.by);
  });
});
