import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPid } from '../process/background-process.js';
import { runsCommand } from '../process/is-running.js';

/** Part of the command line of every process that can own a stack: `node tools/setup.mjs start|stack|test`. */
const ownerMark = 'setup.mjs';

/** Claims the folder of a stack, so that two never run on the same data. Returns a function that gives it back. */
export function claimStackDir(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const ownerFile = join(dir, 'owner.pid');
  const owner = readPid(ownerFile);
  if (owner !== undefined && owner !== process.pid && runsCommand(owner, ownerMark))
    throw new Error(
      `${dir} is in use by process ${owner} (another npm start or npm run stack). ` +
        'Stop it, or to run a second one beside it, set LOCAL_DIR, LOCAL_POSTGRES_PORT, LOCAL_KAFKA_PORT and PORT.',
    );
  writeFileSync(ownerFile, `${process.pid}\n`);
  return () => rmSync(ownerFile, { force: true });
}
