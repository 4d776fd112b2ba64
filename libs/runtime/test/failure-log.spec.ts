import { describe, expect, it } from '@jest/globals';
import { FailureLog } from '@allocator/runtime';
import { RecordedLog } from '@allocator/testing';

describe('FailureLog', () => {
  it('logs the first failure, and the recovery of all parts, once each', () => {
    const log = new RecordedLog();
    const failures = new FailureLog<number>('relay', log);
    const error = new Error('unavailable');
    failures.failed(1, error, { lane: 1 });
    failures.failed(1, error);
    failures.failed(2, error);
    failures.recovered(1);
    expect([failures.isFailing(1), failures.isFailing(2)]).toEqual([false, true]);
    failures.recovered(3);
    failures.recovered(2);
    failures.recovered(2);
    expect(log.lines).toMatchObject([
      { level: 'error', code: 'relay-failed', lane: 1, err: error },
      { level: 'info', code: 'relay-recovered' },
    ]);
  });
});
