import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BackgroundProcess,
  type Link,
  ServiceClient,
  isServiceReady,
  logTail,
  serviceCommand,
  startInBackground,
  until,
} from '@allocator/local';

const readyMsMax = 60_000;
/** A supervisor starts a process again a moment after it ended. */
const startAgainMs = 500;
/** Short, because a frozen process must not hold up its clients for long. */
const answerMsMax = 4_000;

export interface ServiceSettings {
  readonly index: number;
  readonly dir: string;
  readonly port: number;
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its own way to the database. */
  readonly database: Link;
}

/** A process of the service, started again whenever it ends. */
export class ServiceProcess {
  /** A client without a token. */
  readonly client: ServiceClient;
  readonly database: Link;
  /** Ends of a ready process that no fault caused, with the end of the log. */
  readonly crashes: string[] = [];
  private running: BackgroundProcess | undefined;
  private wasReady = false;
  private isKilled = false;
  private isStopping = false;
  private starts = 0;
  private supervised: Promise<void> = Promise.resolve();

  constructor(private readonly settings: ServiceSettings) {
    this.client = new ServiceClient(`http://127.0.0.1:${settings.port}`, { answerMsMax });
    this.database = settings.database;
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

  private get name(): string {
    return `process ${this.settings.index + 1}`;
  }

  private async isReady(): Promise<boolean> {
    if (this.running === undefined || this.running.hasExited()) return false;
    this.wasReady ||= await isServiceReady(this.client.baseUrl);
    return this.wasReady;
  }

  /** It was ready, and neither a fault nor this process ended it. */
  private hasCrashed(): boolean {
    return this.wasReady && !this.isKilled && !this.isStopping;
  }

  private async supervise(): Promise<void> {
    while (!this.isStopping) {
      this.wasReady = false;
      this.isKilled = false;
      // One log for each start, so that no earlier one is overwritten.
      const files = join(this.settings.dir, `allocator-${this.settings.index + 1}-${++this.starts}`);
      const running = await startInBackground(serviceCommand({ ...this.settings, files }));
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
