import type { AttributeValue, Span as ApiSpan, SpanContext } from '@opentelemetry/api';
import { INVALID_SPAN_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import { attempted } from './attempted.js';

/** A unit of work that the SDK records. No method throws, whatever the SDK does. */
export class Span {
  /** Its ids; invalid if the SDK could not begin it. */
  readonly context: SpanContext;

  /** @param ofSdk for the API of OpenTelemetry alone */
  constructor(readonly ofSdk: ApiSpan) {
    this.context = attempted(() => ofSdk.spanContext(), INVALID_SPAN_CONTEXT);
  }

  /** False if it was not sampled, or has ended. */
  get isRecording(): boolean {
    return attempted(() => this.ofSdk.isRecording(), false);
  }

  setAttribute(name: string, value: AttributeValue): void {
    attempted(() => this.ofSdk.setAttribute(name, value), undefined);
  }

  /** Marks it as failed. @param errorType low in cardinality: the name of a class, or a status */
  fail(errorType: string): void {
    this.setAttribute('error.type', errorType);
    attempted(() => this.ofSdk.setStatus({ code: SpanStatusCode.ERROR }), undefined);
  }

  end(): void {
    attempted(() => {
      this.ofSdk.end();
    }, undefined);
  }
}
