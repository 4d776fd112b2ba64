import { clockWithin, uncheckedClock } from '@allocator/postgres';
import type { LaneClock } from '@allocator/postgres';
import { FailureLog } from '@allocator/runtime';
import type { Log } from '@allocator/runtime';
import type { Config } from '../config/config.js';

/** Checks the database's clock against this process's. Logs once when they differ too much, and once when they agree again. */
export function laneClock({ clockSkewSecondsMax }: Config, log: Log): LaneClock {
  if (clockSkewSecondsMax === 'off') return uncheckedClock;
  const judge = clockWithin(clockSkewSecondsMax * 1_000);
  const failures = new FailureLog('clock', log);
  return (now, requestedAt, receivedAt) => {
    try {
      judge(now, requestedAt, receivedAt);
    } catch (error) {
      failures.failed('database', error);
      throw error;
    }
    failures.recovered('database');
  };
}
