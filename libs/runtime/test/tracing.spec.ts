import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { Tracing } from '@allocator/runtime';
import { RecordedSpans, linkedSpans } from '@allocator/testing';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;
const internal = { kind: 'internal', attributes: {} } as const;

it('is not made without an SDK', () => {
  expect(Tracing.ofSdk()).toBeUndefined();
});

describe('with an SDK', () => {
  let spans: RecordedSpans;
  let tracing: Tracing;
  beforeEach(() => {
    spans = new RecordedSpans();
    tracing = Tracing.ofSdk() as Tracing;
  });
  afterEach(() => spans.unload());

  it.each<[string, string | Buffer | Buffer[]]>([
    ['text', traceparent],
    ['bytes', Buffer.from(traceparent)],
    ['repeated bytes', [Buffer.from(traceparent), Buffer.from('x')]],
  ])('continues the trace that a header of %s names', (_, value) => {
    tracing.begin({ name: 'child', ...internal, parent: { traceparent: value } }).end();
    const child = spans.named('child');
    expect([child.spanContext().traceId, child.parentSpanContext?.spanId]).toEqual([traceId, spanId]);
  });

  it.each([undefined, '', 'x', `00-${traceId}-${'0'.repeat(16)}-01`])('begins a trace if the header is %j', (value) => {
    tracing.begin({ name: 'root', ...internal, parent: { traceparent: value } }).end();
    expect(spans.named('root').parentSpanContext).toBeUndefined();
    expect(tracing.spanNamedBy({ traceparent: value })).toBeUndefined();
  });

  it('records what runs in a span, however late, but begins no child by itself', async () => {
    await tracing.inSpan({ name: 'outer', ...internal }, async (outer) => {
      await turnOfTheLoop();
      expect(tracing.active()).toBe(outer);
      await tracing.inSpan({ name: 'inner', ...internal }, () => turnOfTheLoop());
    });
    expect(tracing.active()).toBeUndefined();
    expect(spans.named('inner').parentSpanContext).toBeUndefined();
  });

  it('fails with its work, and does not repeat the message, which can name an identity', async () => {
    const failing = tracing.inSpan({ name: 'failing', ...internal }, () => Promise.reject(new TypeError('impi a@b')));
    await expect(failing).rejects.toThrow('impi a@b');
    const { status, attributes, events } = spans.named('failing');
    expect({ status, attributes, events }).toEqual({
      status: { code: 2 },
      attributes: { 'error.type': 'TypeError' },
      events: [],
    });
  });

  it('has at most 128 links, and reads no more', () => {
    let read = 0;
    function* many() {
      for (; read < 1_000; read++) yield { traceId, spanId, traceFlags: 1 };
    }
    tracing.begin({ name: 'linked', ...internal, links: many() }).end();
    expect(linkedSpans(spans.named('linked'))).toHaveLength(128);
    expect(read).toBe(128);
  });
});
