import type { Log } from '@allocator/runtime';

/** A stop that takes longer is considered hung. */
const stopMsMax = 10_000;

/** Stops at the first SIGTERM or SIGINT, and exits: 0 if everything stopped, 1 if something failed or took too long. Further signals are ignored. */
export function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      log.error({ code: 'stop-timeout' }, 'the stop took too long: the process exits without finishing it');
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
