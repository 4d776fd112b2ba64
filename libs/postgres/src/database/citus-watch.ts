import { Backoff, type Log, LoopService } from '@allocator/runtime';
import type { Database } from './database.js';

/** Longest time after which a process sees a setting of a server that was changed, or of a server that was added. */
const checkMsMax = 10_000;

/** Checks the servers of Citus again while the service runs. Does nothing on one server, whose settings each new session checks. */
export class CitusWatch extends LoopService {
  constructor(
    private readonly database: Pick<Database, 'isOnCitus' | 'checkServers'>,
    log: Log,
  ) {
    super({ name: 'citus-watch', log, backoff: new Backoff({ minMs: 1_000, maxMs: checkMsMax }) });
  }

  protected async runOnce(): Promise<number> {
    if (!this.database.isOnCitus) return Infinity;
    await this.database.checkServers();
    return checkMsMax;
  }
}
