// For `node --import`: an OpenTelemetry SDK that writes the spans of the process to the file SPANS_FILE, one a line.
import { appendFileSync } from 'node:fs';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const file = process.env['SPANS_FILE'] ?? '';

/** @param {import('@opentelemetry/sdk-trace-node').ReadableSpan} span */
function lineOf(span) {
  const { name, attributes, links, parentSpanContext } = span;
  const { traceId, spanId } = span.spanContext();
  const linked = links.map(({ context }) => context.spanId);
  return `${JSON.stringify({ name, traceId, spanId, parent: parentSpanContext?.spanId, links: linked, attributes })}\n`;
}

/** @type {import('@opentelemetry/sdk-trace-node').SpanProcessor} */
const recorder = {
  onStart: () => undefined,
  onEnd: (span) => {
    appendFileSync(file, lineOf(span));
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

new NodeTracerProvider({ spanProcessors: [recorder] }).register();
