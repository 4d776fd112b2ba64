import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { PrometheusMetrics } from '@allocator/runtime';
import { RecordedLog } from '@allocator/testing';
import { expect, it } from '@jest/globals';
import { MetricsServer } from '../src/metrics/metrics-server.js';

const requestStart = 'http.server.request.start';

it('the metrics server logs each failure to accept a connection, and answers the next', async () => {
  const log = new RecordedLog();
  const own = await MetricsServer.listen({ host: '127.0.0.1', port: 0 }, await PrometheusMetrics.load(), log);
  const answers = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${String(own.port)}/metrics`)).ok;
  let server: Server | undefined;
  const keep = (message: unknown): void => {
    ({ server } = message as { readonly server: Server });
  };
  subscribe(requestStart, keep);
  try {
    expect(await answers()).toBe(true);
    // As Node reports that no file descriptor is left.
    const failure = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
    for (const _ of [1, 2]) server?.emit('error', failure);
    expect(log.codes).toEqual(['metrics-server-failed', 'metrics-server-failed']);
    expect(await answers()).toBe(true);
  } finally {
    unsubscribe(requestStart, keep);
    await own.close();
  }
});
