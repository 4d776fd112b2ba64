import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

interface RecordedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly links: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

const sdk = new URL('../../libs/testing/record-spans.mjs', import.meta.url).href;
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const assign = 'POST /v1/pools/:poolId/assignments';

const dir = mkdtempSync(join(tmpdir(), 'allocator-spans-'));
const file = join(dir, 'spans.ndjson');
let running: RunningService;
beforeAll(async () => {
  running = await runService({ ROLES: 'api', NODE_OPTIONS: `--import=${sdk}`, SPANS_FILE: file });
  await running.api.setUpPool({ poolId: 'pool-a', identities: 2 });
}, 60_000);
afterAll(async () => {
  await running.end();
  rmSync(dir, { recursive: true });
});

function spans(name: string): readonly RecordedSpan[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  return lines.map((line) => JSON.parse(line) as RecordedSpan).filter((span) => span.name === name);
}

it("continues the caller's trace, and links the request with the batch that decided it", async () => {
  const { status, body } = await running.api.send(
    'POST',
    '/v1/pools/pool-a/assignments',
    { subject: { kind: 'authenticated', ref: 'user-4711' } },
    { 'idempotency-key': randomUUID(), traceparent: `00-${traceId}-${spanId}-01` },
  );
  expect(status).toBe(201);
  await eventually(() => spans(assign).length === 1, 5_000, 'the span of the request');
  const [request] = spans(assign);
  expect(request).toMatchObject({
    traceId,
    parent: spanId,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/v1/pools/:poolId/assignments',
      'http.response.status_code': 201,
    },
  });
  const [batch] = spans('decide batch').filter(({ links }) => links.includes(request?.spanId ?? ''));
  expect(batch?.attributes).toEqual({ 'allocator.lane': [6], 'allocator.batch.size': 1 });
  expect(request?.links).toEqual([batch?.spanId]);
  expect([batch?.parent, batch?.traceId === traceId]).toEqual([undefined, false]);
  expect(readFileSync(file, 'utf8')).not.toMatch(new RegExp(`user-4711|Bearer|${String(body['impi'])}`));
});
