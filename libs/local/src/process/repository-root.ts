import { fileURLToPath } from 'node:url';

/** The same from `libs/local/src/process` and from `libs/local/dist/process`. */
export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url));
