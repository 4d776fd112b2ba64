import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { textLines } from '@allocator/contracts';
import { type Dispatcher, Pool, getGlobalDispatcher } from 'undici';

/** An answer of the service; problems are answers, too (RFC 9457). */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty if the answer is not JSON. */
  readonly body: Record<string, unknown>;
}

export interface ServiceRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** An object is sent as JSON; for anything else, give the content type. */
  readonly body?: object | string | Buffer | Readable | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string | undefined;
}

export interface ClientOptions {
  /** Of the caller. */
  readonly token?: string | undefined;
  /** Number of connections at most; default: shared with other clients, without a limit. */
  readonly connections?: number;
  /** Milliseconds without a byte of the answer; default: 5 minutes. */
  readonly answerMsMax?: number;
  readonly signal?: AbortSignal;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Maximum of one answer of `/v1/events`. */
const eventsMax = 100_000;

/** The service over HTTP, as one caller sees it. */
export class ServiceClient {
  private readonly dispatcher: Dispatcher;

  constructor(
    readonly baseUrl: string,
    private readonly options: ClientOptions = {},
  ) {
    const { connections } = options;
    this.dispatcher = connections === undefined ? getGlobalDispatcher() : new Pool(baseUrl, { connections });
  }

  /** The same service as another caller sees it. */
  as(token: string): ServiceClient {
    return new ServiceClient(this.baseUrl, { ...this.options, token });
  }

  /** Throws if there is no answer. */
  async exchange(request: ServiceRequest): Promise<RawAnswer> {
    const { statusCode, headers, body } = await this.answerTo(request);
    return { status: statusCode, headers, bytes: Buffer.from(await body.arrayBuffer()) };
  }

  /** Throws if there is no answer. */
  async send(request: ServiceRequest): Promise<Answer> {
    const { status, headers, bytes } = await this.exchange(request);
    const isJson = /[/+]json(;|$)/.test(String(headers['content-type'])) && bytes.length > 0;
    const body = isJson ? (JSON.parse(bytes.toString()) as Answer['body']) : {};
    return { status, headers: new Headers(headers as Record<string, string>), body };
  }

  /** Returns the body; throws for every status but 200 and 201. */
  async must(request: ServiceRequest): Promise<Answer['body']> {
    const { status, body } = await this.send(request);
    if (status === 200 || status === 201) return body;
    throw new Error(`${request.method} ${request.path} was answered ${status}: ${JSON.stringify(body)}`);
  }

  /** The stored documents of a lane after a position, in pages; with `follow`, future ones as well. */
  async *documents(lane: number, after: number, follow: boolean): AsyncGenerator<readonly string[]> {
    const path = `/v1/events?lane=${lane}&after=${after}&${follow ? 'follow=true' : `limit=${eventsMax}`}`;
    const { statusCode, body } = await this.answerTo({ method: 'GET', path }, follow ? { bodyTimeout: 0 } : {});
    if (statusCode !== 200) throw new Error(`GET ${path} was answered ${statusCode}: ${await body.text()}`);
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

  /** Closes the connections of a client that has its own. */
  async close(): Promise<void> {
    if (this.options.connections !== undefined) await this.dispatcher.destroy();
  }

  private async answerTo(
    { method, path, body, headers, idempotencyKey }: ServiceRequest,
    timeouts: { readonly bodyTimeout?: number } = {},
  ): Promise<Dispatcher.ResponseData> {
    const { token, answerMsMax, signal } = this.options;
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body) && !('pipe' in body);
    try {
      return await this.dispatcher.request({
        origin: this.baseUrl,
        method,
        path,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(isJson ? { 'content-type': 'application/json' } : {}),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          ...headers,
        },
        body: isJson ? JSON.stringify(body) : (body ?? null),
        ...(answerMsMax === undefined ? {} : { headersTimeout: answerMsMax, bodyTimeout: answerMsMax }),
        ...timeouts,
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new Error(`no answer from the service at ${this.baseUrl}`, { cause: error });
    }
  }
}
