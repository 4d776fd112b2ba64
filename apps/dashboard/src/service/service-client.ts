import type { Answers, ParamsOf, QueryValues, ReadPath } from './answers.js';
import { chunksOf } from './chunks-of.js';
import { linesOf } from './lines-of.js';
import { isProblem } from './problem.js';
import { ServiceError } from './service-error.js';
import { servicePath } from './service-path.js';
import { Turns } from './turns.js';

/** The service answers within this time or not at all; a stream begins within it. */
const answerMsMax = 30_000;
/** Reads in progress: below the service's limit for a tenant, which behind an HTTP/2 proxy a long table would reach. */
const readsMax = 6;

export interface ReadOptions<Path extends string> {
  readonly params: ParamsOf<Path>;
  readonly query?: QueryValues;
  readonly signal?: AbortSignal;
}

export interface SendOptions {
  /** Sent as JSON, unless it is a file. */
  readonly body?: unknown;
  /** The UUID of a command: a retry with the same one gets the first answer. */
  readonly idempotencyKey?: string;
  /** The ETag of what is changed: `412` if it has changed meanwhile. */
  readonly ifMatch?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** An answer with the version of what it describes. */
export interface Versioned<Body> {
  readonly body: Body;
  /** For `ifMatch`; null if the call has none. */
  readonly etag: string | null;
}

/** Calls the service that serves this page. Every method throws `ServiceError`, and `AbortError` if its signal aborts. */
export class ServiceClient {
  private readonly turns = new Turns(readsMax);

  /**
   * @param token of the signed-in user; null while `AUTH=off`
   * @param onUnauthenticated the service does not accept the token any more
   */
  constructor(
    private readonly token: () => string | null,
    private readonly onUnauthenticated: () => void,
  ) {}

  async get<Path extends ReadPath>(path: Path, options: ReadOptions<Path>): Promise<Answers[Path]> {
    return (await this.getVersioned(path, options)).body;
  }

  async getVersioned<Path extends ReadPath>(
    path: Path,
    { params, query, signal }: ReadOptions<Path>,
  ): Promise<Versioned<Answers[Path]>> {
    return this.turns.take(async () => {
      signal?.throwIfAborted();
      const response = await this.call(servicePath(path, params, query), { signal: limited(signal) });
      return { body: (await bodyOf(response)) as Answers[Path], etag: response.headers.get('etag') };
    });
  }

  /** Changes something. The answer's type is that of the contract of the path. */
  async send<Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, options: SendOptions = {}): Promise<Answer> {
    const { body, idempotencyKey, ifMatch, contentType = 'application/json', signal } = options;
    const headers = new Headers();
    if (body !== undefined) headers.set('content-type', contentType);
    if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
    if (ifMatch !== undefined) headers.set('if-match', ifMatch);
    const response = await this.call(path, {
      method,
      headers,
      // A file is sent as it is, for as long as it takes.
      body: body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body),
      signal: body instanceof Blob ? (signal ?? null) : limited(signal),
    });
    return (await bodyOf(response)) as Answer;
  }

  /**
   * The lines of an endless or long answer, as they arrive, until the signal aborts or the service ends it.
   * @param onOpen called when the answer has begun, with or without lines
   */
  async *stream(path: string, signal: AbortSignal, onOpen?: (headers: Headers) => void): AsyncGenerator<string> {
    const { headers, body } = await this.open(path, signal);
    onOpen?.(headers);
    if (body !== null) yield* linesOf(body);
  }

  /** The bytes of a long answer, in chunks as they arrive: for what is hashed, and so must not pass through text. */
  async *bytes(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { body } = await this.open(path, signal);
    if (body !== null) yield* chunksOf(body);
  }

  /** An answer that is read as it arrives: only its beginning is limited in time. */
  private async open(path: string, signal: AbortSignal): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new DOMException('no answer in time', 'TimeoutError'));
    }, answerMsMax);
    try {
      const response = await this.call(path, { signal: AbortSignal.any([signal, late.signal]) });
      if (!response.ok) await bodyOf(response);
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  private async call(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const token = this.token();
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(path, { ...init, headers, cache: 'no-store' }).catch((error: unknown) => {
      throw unanswered(error);
    });
    if (response.status === 401) this.onUnauthenticated();
    return response;
  }
}

function limited(signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(answerMsMax);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

/** The caller's abort as it is. A timeout and a lost connection are a service that does not answer. */
function unanswered(error: unknown): unknown {
  return error instanceof DOMException && error.name === 'AbortError' ? error : ServiceError.unreachable();
}

/** A status that is an error has a problem as its body; `503` of `/health/ready` has an answer. */
async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 204) return undefined;
  if (!/\bjson\b/.test(type)) throw ServiceError.unreadable(response.status);
  const text = await response.text().catch((error: unknown) => {
    throw unanswered(error);
  });
  const body = parsed(text, response.status);
  if (type.startsWith('application/problem+json')) {
    throw isProblem(body) ? ServiceError.of(body) : ServiceError.unreadable(response.status);
  }
  return body;
}

function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw ServiceError.unreadable(status);
  }
}
