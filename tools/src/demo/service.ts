import { abortedAfter } from '../process/stop-on-signals.js';

/** An answer of the service; problems come as they are (RFC 9457). */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const answerMsMax = 15_000;

/** The running service, over HTTP. */
export class Service {
  constructor(
    readonly baseUrl: string,
    private readonly signal: AbortSignal,
    private readonly token?: string,
  ) {}

  /** The same service, to which this token says who calls. */
  as(token: string): Service {
    return new Service(this.baseUrl, this.signal, token);
  }

  /** Throws where there is no answer. */
  async send(
    method: string,
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const isJson = typeof body === 'object';
    const response = await this.ask(path, {
      method,
      headers: { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
      signal: abortedAfter(answerMsMax, this.signal),
    });
    return { status: response.status, body: JSON.parse(await response.text()) as Answer['body'] };
  }

  /** As `send`, and throws for every answer but 200. */
  async must(
    method: string,
    path: string,
    body?: object | string,
    headers?: Record<string, string>,
  ): Promise<Answer['body']> {
    const answer = await this.send(method, path, body, headers);
    if (answer.status !== 200) {
      throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** The documents of a lane after this position as they are stored, and with `follow` those that are recorded later. */
  async *documents(lane: number, after: number, follow: boolean): AsyncGenerator<string> {
    const path = `/v1/events?lane=${lane}&after=${after}&${follow ? 'follow=true' : `limit=${eventsMax}`}`;
    const response = await this.ask(path, { signal: this.signal });
    if (!response.ok || response.body === null) {
      throw new Error(`GET ${path} was answered ${response.status}: ${await response.text()}`);
    }
    let rest = '';
    try {
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
      }
    } catch (error) {
      this.signal.throwIfAborted();
      throw new Error(`the service at ${this.baseUrl} broke off in the middle of ${path}`, { cause: error });
    }
  }

  /** All documents of a lane so far. */
  async history(lane: number): Promise<string[]> {
    const documents: string[] = [];
    for (;;) {
      const before = documents.length;
      for await (const document of this.documents(lane, before, false)) documents.push(document);
      if (documents.length === before) return documents;
    }
  }

  private async ask(path: string, request: AskedWith): Promise<Response> {
    try {
      const headers = {
        ...request.headers,
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      };
      return await fetch(this.baseUrl + path, { ...request, headers });
    } catch (error) {
      this.signal.throwIfAborted();
      throw new Error(`the service does not answer at ${this.baseUrl}: start it with npm start`, { cause: error });
    }
  }
}

type AskedWith = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

/** What one answer of `/v1/events` holds at most. */
const eventsMax = 100_000;
