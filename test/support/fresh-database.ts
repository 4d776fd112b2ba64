import type { Database } from '@allocator/postgres';
import { openDatabase } from '@allocator/postgres';
import { type TestDatabase, testDatabase } from './test-database.js';

/** A database of a suite's own, opened as the service opens it: for suites that use the store without a service. */
export interface FreshDatabase extends Database, TestDatabase {}

export async function freshDatabase(lanes = 8): Promise<FreshDatabase> {
  const own = await testDatabase();
  try {
    const database = await openDatabase({ url: own.url, lanes, onIdleError: () => undefined });
    const drop = async (): Promise<void> => {
      await database.close();
      await own.drop();
    };
    return { ...database, ...own, drop };
  } catch (error) {
    await own.drop();
    throw error;
  }
}
