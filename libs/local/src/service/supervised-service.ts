import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceClient } from '../client/service-client.js';
import { type BackgroundProcess, logTail, startInBackground } from '../process/background-process.js';
import { until } from '../process/until.js';
import { type ServiceOptions, isServiceReady, serviceCommand } from './start-service.js';

const readyMsMax = 60_000;
/** A supervisor starts a process again a moment after it ended. */
const startAgainMs = 500;
/** Short, because a frozen process must not hold up its clients for long. */
const answerMsMax = 4_000;

/** A process of the service, started again whenever it ends. */
export class SupervisedService {
  /** A client without a token. */
  readonly client: ServiceClient;
  /** Ends of a ready process that were not requested here, with the end of the log. */
  readonly crashes: string[] = [];
  private running: BackgroundProcess | undefined;
  private wasReady = false;
  private isKilled = false;
  private isStopping = false;
  private starts = 0;
  private supervised: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly options: ServiceOptions,
  ) {
    this.client = new ServiceClient(`http://127.0.0.1:${options.port}`, { answerMsMax });
  }

  start(): void {
    this.supervised = this.supervise();
  }

  /** Resolves once the process is ready; throws if it takes too long. */
  async ready(signal: AbortSignal): Promise<void> {
    if (await until(() => this.isReady(), readyMsMax, signal)) return;
    const log = this.running === undefined ? 'it does not run' : `its log ends with\n${logTail(this.running.logFile)}`;
    throw new Error(`${this.name} is not ready after ${readyMsMax / 1_000} s; ${log}`);
  }

  async kill(): Promise<void> {
    this.isKilled = true;
    await this.running?.kill();
  }

  freeze(): void {
    if (this.running !== undefined) process.kill(this.running.pid, 'SIGSTOP');
  }

  thaw(): void {
    if (this.running?.hasExited() === false) process.kill(this.running.pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.thaw();
    await this.running?.stop();
    await this.supervised;
  }

  private async isReady(): Promise<boolean> {
    if (this.running === undefined || this.running.hasExited()) return false;
    this.wasReady ||= await isServiceReady(this.client.baseUrl);
    return this.wasReady;
  }

  /** It was ready, and its end was not requested. */
  private hasCrashed(): boolean {
    return this.wasReady && !this.isKilled && !this.isStopping;
  }

  private async supervise(): Promise<void> {
    while (!this.isStopping) {
      this.wasReady = false;
      this.isKilled = false;
      // One log for each start, so that no earlier one is overwritten.
      const files = `${this.options.files}-${++this.starts}`;
      // Several run on one machine: the metrics port of one is not for all.
      const env = { ...this.options.env, METRICS_PORT: 'off' };
      const running = await startInBackground(serviceCommand({ ...this.options, env, files }));
      this.running = running;
      const watch = setInterval(() => void this.isReady(), startAgainMs);
      const code = await running.exited;
      clearInterval(watch);
      if (this.hasCrashed())
        this.crashes.push(`${this.name} ended with exit code ${code}:\n${logTail(running.logFile)}`);
      await sleep(startAgainMs);
    }
  }
}
