import type { Consumer } from 'kafkajs';

/** Resolves when the consumer has fetched for the first time, has crashed, or is stopping. Call it before `consumer.run`. */
export function firstFetch(consumer: Consumer, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve();
    };
    consumer.on(consumer.events.FETCH, done);
    consumer.on(consumer.events.CRASH, done);
    stopping.addEventListener('abort', done, { once: true });
    if (stopping.aborted) done();
  });
}
