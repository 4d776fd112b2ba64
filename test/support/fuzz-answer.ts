import type { FuzzRequest } from './fuzz-request.js';
import { hasRole, judge, send, validators } from './fuzz-request.js';
import type { NamedOperation, OpenApiDocument } from './openapi-document.js';

/** No path has a longer parameter: every caller gets 404 for it. */
const pathParameterCharsMax = 512;
const answerMsMax = 10_000;
/** Codes for a wrong request, or a caller who may not send it. */
const blameTheRequest = [
  'invalid-request',
  'idempotency-key-required',
  'idempotency-key-invalid',
  'unsupported-media-type',
  'payload-too-large',
  'headers-too-large',
  'request-timeout',
  'unauthenticated',
  'forbidden',
  'not-found',
];

export interface FuzzAnswer {
  readonly status: number;
  /** Media type without parameters. */
  readonly type: string;
  /** Parsed where it is JSON; undefined of a stream that stays open. */
  readonly body: unknown;
}

/** Reads only the head of an answer that stays open. */
export async function ask(baseUrl: string, named: NamedOperation, request: FuzzRequest): Promise<FuzzAnswer> {
  const answer = await send(baseUrl, named, request, AbortSignal.timeout(answerMsMax));
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const staysOpen =
    answer.status === 200 && request.query.some(([name, value]) => name === 'follow' && value === 'true');
  if (staysOpen) {
    await answer.body?.cancel();
    return { status: answer.status, type, body: undefined };
  }
  const text = await answer.text();
  return {
    status: answer.status,
    type,
    body: type.endsWith('json') && !type.endsWith('ndjson') ? JSON.parse(text) : text,
  };
}

/** The faults of an answer, and of answering the request so, according to the document. */
export function faultsOf(
  document: OpenApiDocument,
  named: NamedOperation,
  request: FuzzRequest,
  { status, type, body }: FuzzAnswer,
): readonly string[] {
  const documented = named.operation.responses[String(status)];
  if (documented === undefined) return [`the status ${String(status)} is not documented`];
  const media = documented.content?.[type];
  const isEmpty = documented.content === undefined && body === '';
  if (media === undefined && !isEmpty) return [`the media type ${type} is not documented for ${String(status)}`];
  const faults =
    body === undefined || media === undefined ? [] : [...validators(document).validate(media.schema, body)];
  if (status >= 500) faults.push('a failure');
  const { code } = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown };
  const judgement = judge(document, named, request);
  const isLetIn = hasRole(named, request.caller);
  const isReadable = Object.values(request.path).every((text) => text.length <= pathParameterCharsMax);
  if (!isLetIn && isReadable && status !== 401 && status !== 403)
    faults.push('the access role of the caller was not checked');
  if (isLetIn && judgement === 'wrong' && status < 400)
    faults.push('accepted, although the document does not allow it');
  if (isLetIn && judgement === 'right' && typeof code === 'string' && blameTheRequest.includes(code)) {
    faults.push('refused, although the document allows it');
  }
  return faults;
}
