import { setTimeout as pause } from 'node:timers/promises';
import { problem, textLines } from '@allocator/contracts';
import { CommandError, exitCodes } from '../command/command-error.js';

export interface ServiceOptions {
  /** URL of the service. */
  readonly url: string;
  /** The access token of the caller (docs/access.md). */
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

/** Number of tries while the service is unavailable, overloaded or starting: about a minute. */
const triesMax = 10;
const pauseMs = { min: 500, max: 10_000 };
const busy = new Set([408, 429, 503]);

interface Request {
  readonly method: 'GET' | 'POST';
  readonly contentType?: string;
  readonly body?: Uint8Array;
}

/** Calls the service; retries while it is unavailable, and reports every other problem in the words of the service. */
export class ServiceClient {
  constructor(private readonly options: ServiceOptions) {}

  get(path: string): Promise<unknown> {
    return this.call(path, { method: 'GET' });
  }

  /** @param body may be sent twice: only for idempotent requests */
  post(path: string, contentType: string, body: Uint8Array): Promise<unknown> {
    return this.call(path, { method: 'POST', contentType, body });
  }

  /** The lines of an answer as they arrive. A stream that breaks off is an error. */
  async *lines(path: string): AsyncGenerator<readonly string[]> {
    const { body } = await this.answerTo(path, { method: 'GET' });
    if (body !== null) yield* textLines(body, brokenOff);
  }

  private async call(path: string, request: Request): Promise<unknown> {
    return (await this.answerTo(path, request)).json();
  }

  private async answerTo(path: string, request: Request): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const answer = await this.send(path, request);
      if (answer instanceof Response && answer.ok) return answer;
      const isTemporary = answer instanceof Error || busy.has(answer.status);
      if (!isTemporary || tries === triesMax) throw await this.failure(answer);
      await pause(waitMs(answer, tries), undefined, { signal: this.options.signal });
    }
  }

  /** An error if there is no answer. */
  private async send(path: string, { method, contentType, body }: Request): Promise<Response | Error> {
    const { url, token, signal } = this.options;
    const headers = new Headers();
    if (contentType !== undefined) headers.set('content-type', contentType);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    try {
      return await fetch(new URL(path, url), { method, headers, body: body ?? null, signal });
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private async failure(answer: Response | Error): Promise<CommandError> {
    const { url, token } = this.options;
    if (answer instanceof Error) {
      const cause = answer.cause instanceof Error ? answer.cause.message : answer.message;
      return new CommandError(`the service at ${url} is unavailable: ${cause}`, exitCodes.serviceFailed);
    }
    const parsed = problem.safeParse(await answer.json().catch(() => undefined));
    if (!parsed.success) {
      return new CommandError(
        `${url} answered ${String(answer.status)} without a problem document: is it the allocator?`,
        exitCodes.serviceFailed,
      );
    }
    const { title, detail, code } = parsed.data;
    const hint = answer.status === 401 && token === undefined ? '\nSet ALLOCATOR_TOKEN to an access token.' : '';
    const words = [title, detail].filter((text) => text !== undefined).join(': ');
    return new CommandError(`${words} (${code})${hint}`, exitCodes.serviceFailed);
  }
}

/** As long as `Retry-After` says, otherwise longer with each try. */
function waitMs(answer: Response | Error, tries: number): number {
  const asked = answer instanceof Error ? NaN : Number(answer.headers.get('retry-after') ?? NaN) * 1_000;
  const own = pauseMs.min * 2 ** (tries - 1);
  return Math.min(pauseMs.max, Number.isFinite(asked) ? Math.max(asked, pauseMs.min) : own);
}

function brokenOff(): CommandError {
  return new CommandError('the service broke off in the middle of its answer', exitCodes.serviceFailed);
}
