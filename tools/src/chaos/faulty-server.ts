import { join } from 'node:path';
import type { BackgroundProcess } from '@allocator/local';
import { Disk } from './disk.js';

type Server = Pick<BackgroundProcess, 'pid' | 'exited' | 'stop' | 'kill'>;

/** PostgreSQL or Kafka with its own disk: faults kill it, freeze it or fill the disk, and it can be started again. */
export class FaultyServer<T extends Server> {
  private constructor(
    readonly disk: Disk,
    private readonly startAgain: () => Promise<T>,
    private server: T,
  ) {}

  /** @param start starts the server on a data folder; called again after each end */
  static async start<T extends Server>(diskDir: string, start: (dir: string) => Promise<T>): Promise<FaultyServer<T>> {
    const disk = new Disk(diskDir);
    const startAgain = (): Promise<T> => start(join(diskDir, 'data'));
    try {
      return new FaultyServer(disk, startAgain, await startAgain());
    } catch (error) {
      disk.release();
      throw error;
    }
  }

  get running(): T {
    return this.server;
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  freeze(): void {
    process.kill(this.server.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.server.pid, 'SIGCONT');
  }

  /** Starts the server again if it has ended. */
  async restore(): Promise<void> {
    const runs = new Promise<boolean>((resolve) => setImmediate(resolve, false));
    if (await Promise.race([this.server.exited.then(() => true), runs])) this.server = await this.startAgain();
  }

  async stop(): Promise<void> {
    await this.server.stop();
    this.disk.release();
  }
}
