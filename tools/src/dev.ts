// `npm run dev`: like `npm start`; when a source file changes, the service is built and started again, and the stack keeps running.
import { join } from 'node:path';
import { repositoryRoot, runToExit, whenAborted, withLocalService } from '@allocator/local';
import { build } from '../build.mjs';
import { SourceChanges } from './dev/source-changes.js';
import { loadSamples } from './samples/load-samples.js';

const watched = [join(repositoryRoot, 'apps', 'allocator'), join(repositoryRoot, 'libs')];

await runToExit((signal) =>
  withLocalService(signal, async ({ logFile, issuer, start }) => {
    const changes = new SourceChanges(watched, signal);
    const service = await unlessBroken(start);
    if (service !== undefined && issuer !== undefined) await loadSamples(service.baseUrl, (of) => issuer.token(of));
    for (;;) {
      console.log(`- log: ${logFile}; waiting for changes of sources`);
      await Promise.race([changes.next(), whenAborted(signal)]);
      if (signal.aborted) return 0;
      const isBuilt = await unlessBroken(() => build(repositoryRoot).then(() => true));
      if (isBuilt === true) await unlessBroken(start);
    }
  }),
);

/** The result; undefined after an error, which is printed: the next change may correct it. */
async function unlessBroken<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}
