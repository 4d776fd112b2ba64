// Test class: server. Reads the files of the built service.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@allocator/local';
import { defences } from './defences.js';
import { patchSource } from './patch-source.js';

describe('a defence that is turned off', () => {
  const patches = Object.entries(defences).flatMap(([name, { patches = [] }]) =>
    patches.map((patch) => [name, patch] as const),
  );

  it.each(patches)('%s: its patch fits the built service', (_, patch) => {
    const built = readFileSync(join(repositoryRoot, patch.file), 'utf8');
    expect(patchSource(built, patch)).toContain(patch.by);
  });
});
