import { fileURLToPath } from 'node:url';

/** The same from `tools/src` and from `tools/dist`. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));
