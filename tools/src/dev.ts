// `npm run dev`: like `npm start`; when a source file changes, the service is built and started again, and the stack keeps running.
import { join } from 'node:path';
import { build } from '../build.mjs';
import { step } from '../progress.mjs';
import { repositoryRoot } from './process/repository-root.js';
import { runToExit } from './process/run-to-exit.js';
import { SourceChanges } from './process/source-changes.js';
import { whenAborted } from './process/stop-on-signals.js';
import { loadSamples } from './samples/load-samples.js';
import { localServiceEnv } from './service/local-service-env.js';
import { prepareService, type RunningService, startService } from './service/start-service.js';
import { readLocalSettings } from './stack/local-settings.js';
import { startStack } from './stack/start-stack.js';

await runToExit(async (signal) => {
  const settings = readLocalSettings(process.env);
  const { host, port, localDir } = settings;
  const files = join(localDir, 'allocator');
  await prepareService({ host, port, files });
  const stack = await startStack(settings, signal);
  const changes = new SourceChanges([join(repositoryRoot, 'apps', 'allocator'), join(repositoryRoot, 'libs')], signal);
  let service: RunningService | undefined;
  try {
    const { env, issuer } = await localServiceEnv(settings, stack);
    const start = (): Promise<RunningService | undefined> =>
      unlessBroken(() => step('starting the service', () => startService({ host, port, files, env, signal })));
    service = await start();
    if (service !== undefined && issuer !== undefined) await loadSamples(service.baseUrl, (of) => issuer.token(of));
    for (;;) {
      console.log(`- log: ${join(localDir, 'allocator.log')}; waiting for changes of sources`);
      await Promise.race([changes.next(), whenAborted(signal)]);
      if (signal.aborted) return 0;
      const isBuilt = await unlessBroken(() => build(repositoryRoot).then(() => true));
      if (!isBuilt) continue;
      await service?.stop();
      service = await start();
    }
  } finally {
    await service?.stop();
    await stack.stop();
  }
});

/** The result; undefined after an error, which is printed: the next change may correct it. */
async function unlessBroken<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}
