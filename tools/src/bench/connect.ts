import { type Database, openDatabase } from '@allocator/postgres';
import { lanes } from './stock.js';

/** Opens a bench database as the service does, by the service's own code. */
export function connect(url: string): Promise<Database> {
  return openDatabase({ url, lanes, onIdleError: () => undefined });
}
