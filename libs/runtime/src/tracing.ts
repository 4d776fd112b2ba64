import type { Attributes, Context, Span as ApiSpan, SpanContext, TextMapGetter, Tracer } from '@opentelemetry/api';
import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** A unit of work that the SDK records, of OpenTelemetry. */
export type Span = ApiSpan;

/** Name of the instrumentation scope. */
const scope = 'ims-identity-allocator';

/** Links that a span begins with: an SDK silently drops those beyond 128 by default. */
const linksMax = 128;

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL };

/** Headers of a request or of a record. */
export type TracedHeaders = Readonly<Record<string, unknown>>;

export interface SpanStart {
  readonly name: string;
  readonly kind: keyof typeof kinds;
  /** By the semantic conventions where they name one. Never an identity, a subject or a token. */
  readonly attributes: Attributes;
  /** Headers in which a caller names its span as the parent (W3C Trace Context). Without them a trace begins. */
  readonly parent?: TracedHeaders;
  /** Spans that have caused this one, besides its parent; the first 128 of them. */
  readonly links?: Iterable<SpanContext>;
}

/**
 * The spans of this process. It is made only if an SDK is loaded, so that a process without one computes nothing for traces. A span never
 * continues the one in which its code happens to run: work of many requests is queued and decided together.
 */
export class Tracing {
  private constructor(private readonly tracer: Tracer) {}

  /** Undefined unless an SDK has been loaded before, by `node --import`. */
  static ofSdk(): Tracing | undefined {
    const tracer = trace.getTracer(scope);
    // An SDK gives each span an id, recorded or not. This one is not ended, and so not exported.
    return isSpanContextValid(tracer.startSpan('probe').spanContext()) ? new Tracing(tracer) : undefined;
  }

  /** The caller ends the span. */
  begin({ name, kind, attributes, parent, links = [] }: SpanStart): Span {
    const from = parent === undefined ? ROOT_CONTEXT : contextOf(parent);
    return this.tracer.startSpan(name, { kind: kinds[kind], attributes, links: firstLinks(links) }, from);
  }

  /** Calls `work` as a part of the span: it is the active one of all that `work` begins. */
  within<T>(span: Span, work: () => T): T {
    return context.with(trace.setSpan(ROOT_CONTEXT, span), work);
  }

  /** A span that lasts as long as `work`, and fails with it. */
  async inSpan<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T> {
    const span = this.begin(start);
    try {
      return await this.within(span, () => work(span));
    } catch (error) {
      // Not the message: that of a database can contain values of a row.
      failed(span, error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  }

  /** The span of the work in progress, if it is recorded. */
  active(): Span | undefined {
    const span = trace.getActiveSpan();
    return span?.isRecording() === true ? span : undefined;
  }

  /** The span that headers name; undefined if they name none. */
  spanNamedBy(headers: TracedHeaders): SpanContext | undefined {
    return trace.getSpanContext(contextOf(headers));
  }
}

/** Marks a span as failed. @param errorType low in cardinality: the name of a class, or a status */
export function failed(span: Span, errorType: string): void {
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function firstLinks(contexts: Iterable<SpanContext>): { context: SpanContext }[] {
  const links: { context: SpanContext }[] = [];
  for (const linked of contexts) {
    if (links.length === linksMax) break;
    links.push({ context: linked });
  }
  return links;
}

/** Values of HTTP headers are text, those of Kafka's bytes; of a repeated header the first counts. */
const getter: TextMapGetter<TracedHeaders> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => {
    const value = [headers[name]].flat()[0];
    return typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : undefined;
  },
};

function contextOf(headers: TracedHeaders): Context {
  return propagation.extract(ROOT_CONTEXT, headers, getter);
}
