import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../process/repository-root.js';

/** `CMD ["node", "--flag", "apps/allocator/dist/main.js"]` */
const command = /^CMD (\[.+\])$/m;

/** The flags of Node in the Dockerfile: the service runs with the same ones everywhere. Throws if the Dockerfile has no such command. */
export function imageFlags(): readonly string[] {
  const found = command.exec(readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8'))?.[1];
  if (found === undefined) throw new Error('the Dockerfile has no CMD with a list');
  return (JSON.parse(found) as readonly string[]).filter((word) => word.startsWith('--'));
}
