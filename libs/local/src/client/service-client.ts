import type { Readable } from 'node:stream';
import { abortedAfter } from '../process/stop-on-signals.js';

/** An answer of the service; problems are answers, too (RFC 9457). */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty if the answer is not JSON. */
  readonly body: Record<string, unknown>;
}

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  /** An object is sent as JSON; for anything else, give the content type. */
  readonly body?: object | string | Buffer | Readable | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string | undefined;
}

export interface ClientOptions {
  /** Of the caller. */
  readonly token?: string | undefined;
  /** Milliseconds until a request without its whole answer fails; event streams are not limited. */
  readonly answerMsMax?: number;
  readonly signal?: AbortSignal;
  /** Default: `fetch`. */
  readonly transport?: Transport;
}

/** How a request is sent. */
export type Transport = (request: {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable | undefined;
  readonly signal: AbortSignal | undefined;
}) => Promise<{
  readonly status: number;
  readonly headers: () => Headers;
  readonly body: AsyncIterable<Uint8Array>;
  readonly bytes: () => Promise<Buffer>;
}>;

type RawAnswer = Awaited<ReturnType<Transport>>;

/** Maximum of one answer of `/v1/events`. */
const eventsMax = 100_000;

/** The service over HTTP, as one caller sees it. */
export class ServiceClient {
  constructor(
    readonly baseUrl: string,
    private readonly options: ClientOptions = {},
  ) {}

  /** The same service as another caller sees it. */
  as(token: string): ServiceClient {
    return new ServiceClient(this.baseUrl, { ...this.options, token });
  }

  /** The status and the bytes of the answer. Throws if there is no answer. */
  async exchange(request: ServiceRequest): Promise<{ readonly status: number; readonly bytes: Buffer }> {
    const answer = await this.answerTo(request);
    return { status: answer.status, bytes: await answer.bytes() };
  }

  /** Throws if there is no answer. */
  async send(request: ServiceRequest): Promise<Answer> {
    const answer = await this.answerTo(request);
    const headers = answer.headers();
    const text = (await answer.bytes()).toString();
    const isJson = /[/+]json(;|$)/.test(headers.get('content-type') ?? '') && text !== '';
    return { status: answer.status, headers, body: isJson ? (JSON.parse(text) as Answer['body']) : {} };
  }

  /** Returns the body; throws for every status but 200 and 201. */
  async must(request: ServiceRequest): Promise<Answer['body']> {
    const { status, body } = await this.send(request);
    if (status === 200 || status === 201) return body;
    throw new Error(`${request.method} ${request.path} was answered ${status}: ${JSON.stringify(body)}`);
  }

  /** The stored documents of a lane after a position, in pages; with `follow`, future ones as well. Loads the contract when it is called. */
  async *documents(lane: number, after: number, follow: boolean): AsyncGenerator<readonly string[]> {
    const path = `/v1/events?lane=${lane}&after=${after}&${follow ? 'follow=true' : `limit=${eventsMax}`}`;
    const { status, body, bytes } = await this.answerTo({ method: 'GET', path }, this.options.signal);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${(await bytes()).toString()}`);
    const { textLines } = await import('@allocator/contracts');
    yield* textLines(body, () => new Error(`the service at ${this.baseUrl} broke off in the middle of ${path}`));
  }

  /** All documents of a lane so far. */
  async history(lane: number): Promise<string[]> {
    const documents: string[] = [];
    for (;;) {
      const before = documents.length;
      for await (const page of this.documents(lane, before, false)) documents.push(...page);
      if (documents.length === before) return documents;
    }
  }

  private async answerTo(
    { method, path, body, headers, idempotencyKey }: ServiceRequest,
    signal = this.answerSignal(),
  ): Promise<RawAnswer> {
    const { token, transport = byFetch } = this.options;
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body) && !('pipe' in body);
    const url = this.baseUrl + path;
    try {
      return await transport({
        method,
        url,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(isJson ? { 'content-type': 'application/json' } : {}),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          ...headers,
        },
        body: isJson ? JSON.stringify(body) : body,
        signal,
      });
    } catch (error) {
      this.options.signal?.throwIfAborted();
      throw new Error(`no answer from the service at ${this.baseUrl}`, { cause: error });
    }
  }

  private answerSignal(): AbortSignal | undefined {
    const { answerMsMax, signal } = this.options;
    if (answerMsMax === undefined) return signal;
    return signal === undefined ? AbortSignal.timeout(answerMsMax) : abortedAfter(answerMsMax, signal);
  }
}

export async function byFetch({ url, body, signal, ...request }: Parameters<Transport>[0]): Promise<RawAnswer> {
  const answer = await fetch(url, {
    ...request,
    ...(body === undefined ? {} : { body: body as NonNullable<RequestInit['body']>, duplex: 'half' }),
    signal: signal ?? null,
  });
  return {
    status: answer.status,
    headers: () => answer.headers,
    body: answer.body ?? new ReadableStream(),
    bytes: async () => Buffer.from(await answer.arrayBuffer()),
  };
}
