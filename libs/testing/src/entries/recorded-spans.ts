import { context, propagation, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

/** An OpenTelemetry SDK in this process, which keeps the spans that have ended. */
export class RecordedSpans {
  private readonly exporter = new InMemorySpanExporter();
  private readonly provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.exporter)] });

  constructor() {
    this.provider.register();
  }

  get ended(): readonly ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  /** The only one of the name. */
  named(name: string): ReadableSpan {
    const [span, ...others] = this.ended.filter((ended) => ended.name === name);
    if (span !== undefined && others.length === 0) return span;
    throw new Error(`${String(others.length + Number(span !== undefined))} spans have the name ${name}`);
  }

  /** The process has no SDK again, and no spans are kept. */
  async unload(): Promise<void> {
    for (const api of [trace, context, propagation]) api.disable();
    await this.provider.shutdown();
  }
}

/** Ids of the spans to which a span links. */
export function linkedSpans({ links }: ReadableSpan): readonly string[] {
  return links.map((link) => link.context.spanId);
}
