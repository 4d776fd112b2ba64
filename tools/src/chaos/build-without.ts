import { join } from 'node:path';
import { repositoryRoot } from '@allocator/local';
import { bundle } from '../../bundle.mjs';
import type { Defence } from './defences.js';
import { patchSource } from './patch-source.js';

/** Builds the service without a defence, beside the built service. @returns the path of its entry */
export async function buildWithout({ name, patches = [] }: Defence): Promise<string> {
  const service = join(repositoryRoot, 'apps', 'allocator');
  const into = join(service, 'dist', 'without', name);
  await bundle(repositoryRoot, service, into, (path, source) =>
    patches.filter(({ file }) => path === join(repositoryRoot, file)).reduce(patchSource, source),
  );
  return join(into, 'main.js');
}
