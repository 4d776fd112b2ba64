import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { KeysUnavailableError } from '../src/http/access/issuer-keys.js';
import { TokenRefusedError } from '../src/http/access/token-verifier.js';
import type { Verified } from '../src/http/access/token-verifier.js';
import { anyCaller } from '../src/http/access/caller.js';
import { watchToken } from '../src/http/access/watch-token.js';

const minuteMs = 60_000;

describe('watching a token', () => {
  let ends: number;
  let verifications: number;
  /** What the issuer's keys say now. */
  let verify: () => Verified;
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    [ends, verifications] = [0, 0];
    verify = () => ({ caller: anyCaller, endsAt: 10 * minuteMs });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const watch = () =>
    watchToken(
      {
        verify: () => {
          verifications++;
          return Promise.resolve().then(verify);
        },
      },
      { token: 'token', endsAt: 10 * minuteMs },
      () => ends++,
    );
  const refuse = (error: Error) => () => {
    throw error;
  };

  it('verifies it again each minute, and ends with it', async () => {
    watch();
    await jest.advanceTimersByTimeAsync(10 * minuteMs - 1);
    expect([verifications, ends]).toEqual([9, 0]);
    await jest.advanceTimersByTimeAsync(1);
    expect(ends).toBe(1);
    await jest.advanceTimersByTimeAsync(10 * minuteMs);
    expect([verifications, ends, jest.getTimerCount()]).toEqual([9, 1, 0]);
  });

  it('ends within a minute after its key is withdrawn', async () => {
    watch();
    await jest.advanceTimersByTimeAsync(3.5 * minuteMs);
    verify = refuse(new TokenRefusedError('withdrawn'));
    await jest.advanceTimersByTimeAsync(minuteMs);
    expect([ends, jest.getTimerCount()]).toEqual([1, 0]);
  });

  it('continues while the keys are unavailable, and ends when the token expires', async () => {
    watch();
    verify = refuse(new KeysUnavailableError('no keys'));
    await jest.advanceTimersByTimeAsync(10 * minuteMs - 1);
    expect(ends).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(ends).toBe(1);
  });

  it('can be stopped, also during a verification', async () => {
    const stop = watch();
    await jest.advanceTimersByTimeAsync(minuteMs);
    stop();
    const stopWhileVerifying = watch();
    verify = () => {
      stopWhileVerifying();
      throw new TokenRefusedError('withdrawn');
    };
    await jest.advanceTimersByTimeAsync(20 * minuteMs);
    expect([ends, jest.getTimerCount()]).toEqual([0, 0]);
  });
});
