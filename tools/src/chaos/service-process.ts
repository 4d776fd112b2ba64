import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BackgroundProcess, logTail, startInBackground } from '../process/background-process.js';
import { isReady } from '../bench/bench-service.js';
import { repositoryRoot } from '../process/repository-root.js';
import { until } from '../process/until.js';
import type { Link } from './link.js';

const main = join(repositoryRoot, 'apps', 'allocator', 'dist', 'main.js');
const stopMsMax = 20_000;
/** As whoever runs services does it: what has ended is started again, a moment later. */
const startAgainMs = 500;

export interface ServiceSettings {
  readonly index: number;
  readonly dir: string;
  readonly port: number;
  readonly nodeFlags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its own way to the database. */
  readonly database: Link;
}

/** One process of the service, started again whenever it has ended. */
export class ServiceProcess {
  readonly baseUrl: string;
  readonly database: Link;
  /** Ends that nobody asked for, after it had been ready: what its log said last. */
  readonly crashes: string[] = [];
  private running: BackgroundProcess | undefined;
  private wasReady = false;
  private isKilled = false;
  private isStopping = false;
  private starts = 0;
  private supervised: Promise<void> = Promise.resolve();

  constructor(private readonly settings: ServiceSettings) {
    this.baseUrl = `http://127.0.0.1:${settings.port}`;
    this.database = settings.database;
  }

  get name(): string {
    return `process ${this.settings.index + 1}`;
  }

  start(): void {
    this.supervised = this.supervise();
  }

  /** Resolves once it answers that it is ready; throws where it does not in time. */
  async ready(msMax: number, signal?: AbortSignal): Promise<void> {
    if (await until(() => this.isReady(), msMax, signal)) return;
    const said = this.running === undefined ? 'it does not run' : logTail(this.running.logFile);
    throw new Error(`${this.name} is not ready after ${msMax / 1_000} s; its log ends with\n${said}`);
  }

  async kill(): Promise<void> {
    this.isKilled = true;
    await this.running?.kill();
  }

  /** SIGSTOP: it stands still, with all that it holds. */
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
    this.wasReady ||= await isReady(this.baseUrl);
    return this.wasReady;
  }

  private async supervise(): Promise<void> {
    while (!this.isStopping) {
      this.wasReady = false;
      this.isKilled = false;
      const running = await this.spawn();
      this.running = running;
      const watch = setInterval(() => void this.isReady(), startAgainMs);
      const code = await running.exited;
      clearInterval(watch);
      if (this.hasCrashed()) this.crashes.push(`${this.name} has ended with ${code}:\n${logTail(running.logFile)}`);
      await sleep(startAgainMs);
    }
  }

  /** It was ready, and nobody ended it. */
  private hasCrashed(): boolean {
    return this.wasReady && !this.isKilled && !this.isStopping;
  }

  private spawn(): Promise<BackgroundProcess> {
    const { dir, index, port, nodeFlags, env } = this.settings;
    this.starts++;
    return startInBackground({
      command: process.execPath,
      args: ['--enable-source-maps', ...nodeFlags, main],
      cwd: repositoryRoot,
      env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
      // A log for each start: what the former one said is not lost.
      files: join(dir, `allocator-${index + 1}-${this.starts}`),
      mark: main,
      stopSignal: 'SIGTERM',
      stopMsMax,
    });
  }
}
