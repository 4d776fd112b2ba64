import { plusSeconds } from '@allocator/domain';
import type { Instant } from '@allocator/domain';
import { ApiClient } from './api-client.js';
import type { ServiceProcess } from './service-process.js';
import { startService } from './service-process.js';
import { type TestDatabase, testDatabase } from './test-database.js';

/** The built server in a process of its own, on a database of its own: for tests that know nothing but the contract. */
export interface RunningService {
  readonly api: ApiClient;
  readonly database: TestDatabase;
  readonly process: ServiceProcess;
  /** Ends the process and drops the database. */
  end(): Promise<void>;
}

export async function runService(env: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  const database = await testDatabase();
  try {
    const process = await startService({ DATABASE_URL: database.url, ...env });
    const end = async (): Promise<void> => {
      await process.stop();
      await database.drop();
    };
    return { api: new ApiClient(process.baseUrl), database, process, end };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

/** A clock of decisions that stands still, and is moved from where it started: lapses need no waiting. */
export async function frozenClock({ database }: RunningService) {
  const start = (Math.ceil(Date.now() / 1_000) * 1_000) as Instant;
  await database.setNow(start);
  return {
    /** So many seconds after the start, as the contract writes instants. */
    iso: (seconds: number): string => new Date(plusSeconds(start, seconds)).toISOString(),
    to: (seconds: number): Promise<void> => database.setNow(plusSeconds(start, seconds)),
  };
}
