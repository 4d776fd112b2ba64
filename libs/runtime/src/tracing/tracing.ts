import type { Attributes, Context, Span as ApiSpan, SpanContext, TextMapGetter, Tracer } from '@opentelemetry/api';
import {
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { attempted } from './attempted.js';
import { Span } from './span.js';

/** Name of the instrumentation scope. */
const scope = 'ims-identity-allocator';

/** Links that a span begins with: an SDK silently drops those beyond 128 by default. */
const linksMax = 128;

/** The span of the work in progress, in a context. */
const activeSpan = createContextKey('ims-identity-allocator span');

/** Of a span that the SDK could not begin. It records nothing. */
const notBegun = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

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
 * continues the one in which its code happens to run: work of many requests is queued and decided together. What the SDK throws reaches
 * no caller.
 */
export class Tracing {
  private constructor(
    private readonly tracer: Tracer,
    /** An SDK for an API before 1.9 cannot. */
    private readonly canLink: boolean,
  ) {}

  /** Undefined unless an SDK has been loaded before, by `node --import`. */
  static ofSdk(): Tracing | undefined {
    return attempted(() => {
      const tracer = trace.getTracer(scope);
      // An SDK gives each span an id, recorded or not. This one is not ended, and so not exported.
      const probe = tracer.startSpan('probe');
      return isSpanContextValid(probe.spanContext()) ? new Tracing(tracer, 'addLink' in probe) : undefined;
    }, undefined);
  }

  /** The caller ends the span. */
  begin({ name, kind, attributes, parent, links = [] }: SpanStart): Span {
    const from = parent === undefined ? ROOT_CONTEXT : contextOf(parent);
    const options = { kind: kinds[kind], attributes, links: firstLinks(links) };
    return new Span(attempted<ApiSpan>(() => this.tracer.startSpan(name, options, from), notBegun));
  }

  /** Adds a link to a span that has begun, if the SDK can. */
  link(from: Span, to: Span): void {
    if (!this.canLink || !isSpanContextValid(to.context)) return;
    attempted(() => from.ofSdk.addLink({ context: to.context }), undefined);
  }

  /** Calls `work` as a part of the span: it is the active one of all that `work` begins. */
  within<T>(span: Span, work: () => T): T {
    let result = work;
    attempted(() => {
      context.with(trace.setSpan(ROOT_CONTEXT, span.ofSdk).setValue(activeSpan, span), () => {
        result = resultOf(work);
      });
    }, undefined);
    // If the SDK has thrown before it called the work, this calls it.
    return result();
  }

  /** A span that lasts as long as `work`, and fails with it. */
  async inSpan<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T> {
    const span = this.begin(start);
    try {
      return await this.within(span, () => work(span));
    } catch (error) {
      // Not the message: that of a database can contain values of a row.
      span.fail(error instanceof Error ? error.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  }

  /** The span of the work in progress, if it is recorded. */
  active(): Span | undefined {
    const span = attempted(() => context.active().getValue(activeSpan), undefined);
    return span instanceof Span && span.isRecording ? span : undefined;
  }

  /** The span that headers name; undefined if they name none. */
  spanNamedBy(headers: TracedHeaders): SpanContext | undefined {
    return trace.getSpanContext(contextOf(headers));
  }
}

/** Does the work. What is returned returns or throws as the work has. */
function resultOf<T>(work: () => T): () => T {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
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
  return attempted(() => propagation.extract(ROOT_CONTEXT, headers, getter), ROOT_CONTEXT);
}
