// `npm run --silent allocator -- ...`: the built command line, with its arguments, output and exit code.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@allocator/local';

const main = join(repositoryRoot, 'apps', 'cli', 'dist', 'main.js');
// The command line reads its own arguments: without the name of this command.
process.argv.splice(1, 2, main);
await import(pathToFileURL(main).href);
