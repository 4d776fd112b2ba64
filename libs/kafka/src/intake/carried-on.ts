import type { IHeaders } from 'kafkajs';

/** W3C Trace Context, clause 3.2: version, trace, span and flags, in lower-case hex. */
const traceparent = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
/** Clause 3.3.1.5: characters of `tracestate` that must be carried on. */
const tracestateBytesMax = 512;

/**
 * The headers of a command that belong to its outcome: its trace. They are carried on unchanged, also by a process that records no spans,
 * so that the sender finds the outcome in the trace in which it has sent the command. Undefined if there are none.
 */
export function carriedOn(headers: IHeaders | undefined): IHeaders | undefined {
  const sent = headers?.['traceparent'];
  if (headers === undefined || !isText(sent) || !traceparent.test(sent.toString())) return undefined;
  const state = headers['tracestate'];
  if (!isText(state) || state.length > tracestateBytesMax) return { traceparent: sent };
  return { traceparent: sent, tracestate: state };
}

function isText(value: IHeaders[string]): value is Buffer | string {
  return typeof value === 'string' || Buffer.isBuffer(value);
}
