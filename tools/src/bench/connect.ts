import { type Database, openDatabase } from '@allocator/postgres';
import { lanes } from './workload.js';

/** A connection for each lane's batch, and some for what reads beside them. */
const connectionsMax = lanes + 2;

/** Opens a bench database as the service does, by the service's own code. */
export function connect(url: string): Promise<Database> {
  return openDatabase({ url, lanes, connectionsMax, onIdleError: () => undefined });
}
