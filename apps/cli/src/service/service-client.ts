import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { problem, textLines } from '@allocator/contracts';
import { CommandError, exitCodes } from '../command/command-error.js';
import type { AccessToken } from '../profile/access-token.js';
import { streamText } from '../profile/stream-text.js';
import { type ConnectionFault, connectionFault } from './connection-fault.js';

export interface ServiceOptions {
  /** The service has `/v1` under it: `serviceUrl`. */
  readonly url: URL;
  /** The access token of the caller (docs/access.md). */
  readonly token: AccessToken;
  readonly signal: AbortSignal;
  /** Prints why a request is sent again; once a request. */
  readonly notice: (line: string) => void;
  readonly limits?: AnswerLimits;
}

export interface AnswerLimits {
  /** Longest wait for the beginning of an answer, in milliseconds. */
  readonly answerMsMax: number;
  /** No try begins later than this after the first one, in milliseconds. */
  readonly triesMsMax: number;
}

/** Above the longest answer of the service, also to a chunk of an import on a slow network: 8 MiB take 70 s at 1 Mbit/s. */
const limitsDefault: AnswerLimits = { answerMsMax: 120_000, triesMsMax: 120_000 };
/** Number of tries while the service is overloaded or starting: about a minute, if it answers each immediately. */
const triesMax = 10;
const pauseMs = { min: 500, max: 10_000 };
const busy = new Set([408, 429, 503]);
/** Far above a problem document and the time in which it follows its headers. What answers may be another server. */
const problemLimits = { bytesMax: 65_536, msMax: 10_000 };

interface Request {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** May be sent twice: only for idempotent requests. */
  readonly body?: Uint8Array;
}

/** An answer that is read as it arrives. */
export interface OpenAnswer {
  readonly headers: Headers;
  /** In pages: those of one chunk. */
  readonly lines: AsyncIterable<readonly string[]>;
}

/** The service refused a request, or is unavailable. */
export class ServiceError extends CommandError {
  constructor(
    message: string,
    /** False: the same request would be refused again. */
    readonly isTemporary: boolean,
  ) {
    super(message, exitCodes.serviceFailed);
  }
}

/** Calls the service; retries while it is unavailable, and reports every other problem in the words of the service. */
export class ServiceClient {
  private readonly limits: AnswerLimits;

  constructor(private readonly options: ServiceOptions) {
    this.limits = options.limits ?? limitsDefault;
  }

  async get(path: string): Promise<unknown> {
    return (await this.answerTo(path, { method: 'GET' })).json();
  }

  async post(path: string, contentType: string, body: Uint8Array): Promise<unknown> {
    return (await this.answerTo(path, { method: 'POST', headers: { 'content-type': contentType }, body })).json();
  }

  /** A command: it has one answer, however often it is sent under its id. */
  async command(path: string, commandId: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': commandId };
    const request: Request = { method: 'POST', headers, body: Buffer.from(JSON.stringify(body)) };
    return (await this.answerTo(path, request)).json();
  }

  /** The lines of an answer as they arrive. A stream that breaks off is an error. */
  async *lines(path: string): AsyncGenerator<readonly string[]> {
    yield* (await this.open(path)).lines;
  }

  /** The same, with the headers of the answer. */
  async open(path: string): Promise<OpenAnswer> {
    const { headers, body } = await this.answerTo(path, { method: 'GET' });
    return { headers, lines: body === null ? nothing() : textLines(body, brokenOff) };
  }

  /**
   * Server-sent events, until either side ends the answer. It is requested once: its reader continues where it was.
   * @param idle aborted if nothing has arrived for too long
   */
  async openStream(path: string, idle: AbortSignal): Promise<OpenAnswer> {
    const request: Request = { method: 'GET', headers: { accept: 'text/event-stream' } };
    const answer = await this.authorized(path, request, AbortSignal.any([this.options.signal, idle]));
    if (!(answer instanceof Response && answer.ok)) throw await this.failure(answer);
    return { headers: answer.headers, lines: answer.body === null ? nothing() : textLines(answer.body) };
  }

  private async answerTo(path: string, request: Request): Promise<Response> {
    const lastTryMs = performance.now() + this.limits.triesMsMax;
    for (let tries = 1; ; tries++) {
      const answer = await this.authorized(path, request, this.options.signal);
      if (answer instanceof Response && answer.ok) return answer;
      const waitMs = pauseBefore(answer, tries);
      const isLast = tries === triesMax || performance.now() + waitMs > lastTryMs;
      if (isLast || !isTemporary(answer)) throw await this.failure(answer);
      if (tries === 1) this.options.notice(`${(await this.failure(answer)).message}; trying again`);
      await pause(waitMs, undefined, { signal: this.options.signal });
    }
  }

  /** Sends a second time if the token was refused and its source may have a newer one. */
  private async authorized(path: string, request: Request, signal: AbortSignal): Promise<Response | ConnectionFault> {
    const { token } = this.options;
    const used = await token.get();
    const answer = await this.send(path, request, used, signal);
    if (!(answer instanceof Response) || answer.status !== 401 || !token.renew()) return answer;
    const renewed = await token.get();
    return renewed === used ? answer : this.send(path, request, renewed, signal);
  }

  /** A fault if no answer begins in time. */
  private async send(
    path: string,
    { method, headers, body }: Request,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Response | ConnectionFault> {
    const all = new Headers(headers);
    if (token !== undefined) all.set('authorization', `Bearer ${token}`);
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort(new Error(`no answer within ${String(this.limits.answerMsMax / 1_000)} s`));
    }, this.limits.answerMsMax);
    try {
      const init = { method, headers: all, body: body ?? null, signal: AbortSignal.any([signal, late.signal]) };
      return await fetch(new URL(`.${path}`, this.options.url), init);
    } catch (error) {
      this.options.signal.throwIfAborted();
      return connectionFault(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async failure(answer: Response | ConnectionFault): Promise<ServiceError> {
    const { url, token } = this.options;
    if (!(answer instanceof Response)) {
      const { reason, isLasting } = answer;
      const what = isLasting ? `cannot call the service at ${url.href}` : `the service at ${url.href} is unavailable`;
      return new ServiceError(`${what}: ${reason}`, !isLasting);
    }
    const parsed = problem.safeParse(await this.documentOf(answer));
    if (!parsed.success) {
      const status = String(answer.status);
      return new ServiceError(
        `${url.href} answered ${status} without a problem document: is it the allocator?`,
        isTemporary(answer),
      );
    }
    const { title, detail, code } = parsed.data;
    const isWithoutToken = answer.status === 401 && token.source === undefined;
    const hint = isWithoutToken ? '\nSet ALLOCATOR_TOKEN to an access token, or give --token-file or --profile.' : '';
    const words = [title, detail].filter((text) => text !== undefined).join(': ');
    return new ServiceError(`${words} (${code})${hint}`, isTemporary(answer));
  }

  /** What a failed request was answered with; undefined if it is not JSON, or exceeds the limits. */
  private async documentOf({ body }: Response): Promise<unknown> {
    if (body === null) return undefined;
    const msMax = Math.min(problemLimits.msMax, this.limits.answerMsMax);
    const signal = AbortSignal.any([this.options.signal, AbortSignal.timeout(msMax)]);
    try {
      return JSON.parse(await streamText(Readable.fromWeb(body), problemLimits.bytesMax, signal));
    } catch {
      return undefined;
    }
  }
}

function isTemporary(answer: Response | ConnectionFault): boolean {
  return answer instanceof Response ? busy.has(answer.status) : !answer.isLasting;
}

/** In milliseconds: as long as `Retry-After` says, otherwise longer with each try. */
function pauseBefore(answer: Response | ConnectionFault, tries: number): number {
  const asked = answer instanceof Response ? Number(answer.headers.get('retry-after') ?? NaN) * 1_000 : NaN;
  const own = pauseMs.min * 2 ** (tries - 1);
  return Math.min(pauseMs.max, Number.isFinite(asked) ? Math.max(asked, pauseMs.min) : own);
}

async function* nothing(): AsyncGenerator<readonly string[]> {
  // An answer without a body has no lines.
}

function brokenOff(): CommandError {
  return new CommandError('the service broke off in the middle of its answer', exitCodes.serviceFailed);
}
