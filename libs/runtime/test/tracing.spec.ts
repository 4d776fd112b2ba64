import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { context, propagation, trace } from '@opentelemetry/api';
import type { Span as ApiSpan, ContextManager, TextMapPropagator, TracerProvider } from '@opentelemetry/api';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { Tracing } from '@allocator/runtime';
import { RecordedSpans, linkedSpans } from '@allocator/testing/recorded-spans';

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

describe('an SDK that throws', () => {
  const fault = jest.fn((): never => {
    throw new Error('fault of the SDK');
  });
  beforeEach(() => {
    fault.mockClear();
  });
  afterEach(() => {
    for (const api of [trace, context, propagation]) api.disable();
  });

  const spanContext = () => ({ traceId, spanId, traceFlags: 1 });
  const faultySpan = { spanContext, isRecording: fault, setAttribute: fault, setStatus: fault, end: fault };
  const load = (span: object, startSpan?: () => never): Tracing => {
    const begin = jest.fn(startSpan ?? (() => span as ApiSpan)).mockImplementationOnce(() => span as ApiSpan);
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: begin }) } as unknown as TracerProvider);
    return Tracing.ofSdk() as Tracing;
  };
  const work = async (tracing: Tracing) =>
    tracing.inSpan({ name: 'work', ...internal, parent: { traceparent } }, async (span) => {
      tracing.link(span, span);
      span.setAttribute('allocator.lane', 1);
      span.fail('TypeError');
      return { done: await Promise.resolve(tracing.active() === undefined) };
    });

  it.each<[string, () => Tracing]>([
    ['in a method of a span', () => load({ ...faultySpan, addLink: fault })],
    ['without `addLink`', () => load(faultySpan)],
    ['when a span begins', () => load({ spanContext, addLink: fault }, fault)],
    [
      'in its context and its propagator',
      () => {
        const disable = () => undefined;
        context.setGlobalContextManager({ active: fault, with: fault, disable } as unknown as ContextManager);
        propagation.setGlobalPropagator({ extract: fault } as unknown as TextMapPropagator);
        return load({ ...faultySpan, addLink: fault });
      },
    ],
  ])('%s stops no work', async (_, loaded) => {
    await expect(work(loaded())).resolves.toEqual({ done: true });
    expect(fault).toHaveBeenCalled();
  });

  it('does not hide the error of the work', async () => {
    const failing = load(faultySpan).inSpan({ name: 'work', ...internal }, () => Promise.reject(new Error('of work')));
    await expect(failing).rejects.toThrow('of work');
  });
});
