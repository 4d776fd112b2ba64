import { fileURLToPath } from 'node:url';

/** The same from `tools/src/process` and from `tools/dist/process`. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));
