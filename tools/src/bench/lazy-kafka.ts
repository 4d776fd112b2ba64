import { step } from '../../progress.mjs';
import { freePort } from '../process/free-port.js';
import { type RunningKafka, startKafka } from '../stack/kafka/start-kafka.js';

/** The run's own broker, started for the first scenario that needs it. */
export class LazyKafka {
  private started: Promise<RunningKafka> | undefined;

  constructor(
    private readonly dir: string,
    private readonly signal: AbortSignal,
  ) {}

  running(): Promise<RunningKafka> {
    return (this.started ??= freePort().then((port) =>
      step('starting Kafka', () => startKafka({ dir: this.dir, port, signal: this.signal })),
    ));
  }

  async stop(): Promise<void> {
    const kafka = await this.started?.catch(() => undefined);
    await kafka?.stop();
  }
}
