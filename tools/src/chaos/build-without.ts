import { join } from 'node:path';
import { repositoryRoot } from '@allocator/local';
import { bundle } from '../../bundle.mjs';
import type { Defence } from './defences.js';
import { patchSource } from './patch-source.js';

/** Builds the service without a defence, where it finds its packages. @returns the path of its entry */
export async function buildWithout({ name, patches = [] }: Defence): Promise<string> {
  const service = join(repositoryRoot, 'apps', 'allocator');
  const into = join(repositoryRoot, '.cache', 'without', name);
  const unused = new Set(patches);
  await bundle(repositoryRoot, service, into, (path, source) => {
    const ofFile = patches.filter(({ file }) => path === join(repositoryRoot, file));
    for (const patch of ofFile) unused.delete(patch);
    return ofFile.reduce(patchSource, source);
  });
  for (const { file } of unused) throw new Error(`${file} is not part of the service: its patch turns nothing off`);
  return join(into, 'main.js');
}
