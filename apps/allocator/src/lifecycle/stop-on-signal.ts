import type { Log } from '@allocator/runtime';

/** A stop that takes longer has hung. */
const stopMsMax = 10_000;

/** Stops once, at the first SIGTERM or SIGINT, and exits: 0 when all is done, 1 when something failed or hung. */
export function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      log.error({ code: 'stop-timeout' }, 'the stop took too long; the process ends as it is');
      process.exit(1);
    }, stopMsMax).unref();
    stop().then(
      () => {
        log.info({ code: 'stopped' }, 'the service has stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ code: 'stop-failed', err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
