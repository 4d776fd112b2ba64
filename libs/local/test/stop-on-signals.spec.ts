import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { abortedAfter, whenAborted } from '../src/process/stop-on-signals.js';

describe('abortedAfter', () => {
  it('aborts when its time is up, though garbage has been collected', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const collecting = setInterval(collectGarbage, 10);
    await whenAborted(abortedAfter(100, new AbortController().signal));
    clearInterval(collecting);
  });

  it('aborts with the signal that it is given', () => {
    const stop = new AbortController();
    const signal = abortedAfter(60_000, stop.signal);
    stop.abort(new Error('stopped'));
    expect(signal.reason).toEqual(new Error('stopped'));
  });
});
