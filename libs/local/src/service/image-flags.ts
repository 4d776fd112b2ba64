import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../process/repository-root.js';

/** `CMD ["node", "--flag", "apps/allocator/dist/main.js"]`; that of a HEALTHCHECK is indented. */
const command = /^CMD (\[.+\])$/m;

/** The flags of Node in the Dockerfile: the service runs with the same ones everywhere. */
export function imageFlags(): readonly string[] {
  return flagsOf(readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8'));
}

/** @throws Error if the Dockerfile has no command in the form of a list */
export function flagsOf(dockerfile: string): readonly string[] {
  const found = command.exec(dockerfile)?.[1];
  if (found === undefined) throw new Error('the Dockerfile has no CMD with a list');
  return (JSON.parse(found) as readonly string[]).filter((word) => word.startsWith('--'));
}
