import { setTimeout as pause } from 'node:timers/promises';
import { problem, textLines } from '@allocator/contracts';
import { CommandError, exitCodes } from '../command/command-error.js';

export interface ServiceOptions {
  /** Where the service is. */
  readonly url: string;
  /** The access token of whoever runs the command (docs/access.md). */
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

/** Tries before a service that is away, overloaded or starting is given up: about a minute. */
const triesMax = 10;
const pauseMs = { min: 500, max: 10_000 };
const busy = new Set([408, 429, 503]);

interface Request {
  readonly method: 'GET' | 'POST';
  readonly contentType?: string;
  readonly body?: Uint8Array;
}

/** Calls the service; what passes is waited for, and everything else is told as the service tells it. */
export class ServiceClient {
  constructor(private readonly options: ServiceOptions) {}

  get(path: string): Promise<unknown> {
    return this.call(path, { method: 'GET' });
  }

  /** @param body sent again where the first try may not have arrived: only for what may be said twice */
  post(path: string, contentType: string, body: Uint8Array): Promise<unknown> {
    return this.call(path, { method: 'POST', contentType, body });
  }

  /** The lines of an answer, as they come. A stream that breaks off is an error. */
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
      const isPassing = answer instanceof Error || busy.has(answer.status);
      if (!isPassing || tries === triesMax) throw await this.failure(answer);
      await pause(waitMs(answer, tries), undefined, { signal: this.options.signal });
    }
  }

  /** An error where nothing was answered. */
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
      return new CommandError(`the service at ${url} cannot be reached: ${cause}`, exitCodes.serviceFailed);
    }
    const told = problem.safeParse(await answer.json().catch(() => undefined));
    if (!told.success) {
      return new CommandError(
        `${url} answered ${String(answer.status)}: is it the allocator?`,
        exitCodes.serviceFailed,
      );
    }
    const { title, detail, code } = told.data;
    const hint = answer.status === 401 && token === undefined ? '\nGive a token in ALLOCATOR_TOKEN.' : '';
    const words = [title, detail].filter((text) => text !== undefined).join(': ');
    return new CommandError(`${words} (${code})${hint}`, exitCodes.serviceFailed);
  }
}

/** As long as the service asks for, else longer with each try. */
function waitMs(answer: Response | Error, tries: number): number {
  const asked = answer instanceof Error ? NaN : Number(answer.headers.get('retry-after') ?? NaN) * 1_000;
  const own = pauseMs.min * 2 ** (tries - 1);
  return Math.min(pauseMs.max, Number.isFinite(asked) ? Math.max(asked, pauseMs.min) : own);
}

function brokenOff(): CommandError {
  return new CommandError('the service broke off in the middle of its answer', exitCodes.serviceFailed);
}
