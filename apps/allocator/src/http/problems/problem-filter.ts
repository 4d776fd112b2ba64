import { ClockDiffersError, LaneClosedError, OverloadedError, StoreUnavailableError } from '@allocator/application';
import type { Problem, ProblemCode } from '@allocator/contracts';
import { ImportFileError, problemOf } from '@allocator/contracts';
import type { Log } from '@allocator/runtime';
import { Catch, HttpException, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOG } from '../../config/create-log.js';
import { AnsweredProblems } from '../../metrics/answered-problems.js';
import { ProblemError } from './problem-error.js';
import { discardRest } from './discard-rest.js';

/** An operator must open a closed lane. */
const closedRetryAfterSeconds = 60;

/** Answers every error as `application/problem+json` (RFC 9457) with a stable code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    private readonly answered: AnsweredProblems,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // The client disconnected while it sent its body: there is no error, and no one to answer.
    if (error instanceof Error && error === request.raw.errored) return;
    const known = problemBehind(error, request);
    if (known === undefined) this.logFailure(error, request);
    this.answered.count(known?.problem.code ?? 'internal-error');
    writeProblem(reply, known);
  }

  private logFailure(error: unknown, { method, url }: FastifyRequest): void {
    this.log.error({ code: 'request-failed', err: error, method, path: url.split('?')[0] }, 'a request failed');
  }
}

interface KnownProblem {
  readonly problem: Problem;
  readonly retryAfterSeconds?: number | undefined;
}

/** @param known undefined: an unexpected error, whose details no caller gets */
export function writeProblem(reply: FastifyReply, known: KnownProblem | undefined): void {
  const { problem, retryAfterSeconds } = known ?? { problem: problemOf('internal-error') };
  const request = reply.request.raw;
  // Fastify would close the connection while the client still sends its body, and the answer would be lost.
  if (!request.complete) void reply.removeHeader('connection');
  discardRest(request);
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  void reply.status(problem.status).type('application/problem+json').send(problem);
}

/**
 * The problem that an error stands for; undefined for an unexpected error.
 * @param request the request that failed, for errors of its body
 */
export function problemBehind(error: unknown, request?: FastifyRequest): KnownProblem | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof OverloadedError || error instanceof StoreUnavailableError) {
    const code = error instanceof OverloadedError ? 'overloaded' : 'store-unavailable';
    const particular = error instanceof ClockDiffersError ? { detail: error.message } : {};
    return { problem: problemOf(code, particular), retryAfterSeconds: error.retryAfterSeconds };
  }
  if (error instanceof LaneClosedError) {
    return { problem: problemOf('lane-closed', { detail: error.message }), retryAfterSeconds: closedRetryAfterSeconds };
  }
  if (error instanceof ImportFileError) return { problem: problemOf('file-malformed', { detail: error.message }) };
  const code = codeOfStatus(statusOf(error));
  if (code === 'payload-too-large' && request !== undefined) {
    const detail = `a body of this call has at most ${String(request.routeOptions.bodyLimit)} bytes`;
    return { problem: problemOf(code, { detail }) };
  }
  return code === undefined ? undefined : { problem: problemOf(code, { detail: detailOf(error) }) };
}

/** The status of Nest's and Fastify's own errors. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}

function codeOfStatus(status: number | undefined): ProblemCode | undefined {
  switch (status) {
    case undefined:
      return undefined;
    case 404:
      return 'not-found';
    case 405:
      return 'method-not-allowed';
    case 413:
      return 'payload-too-large';
    case 415:
      return 'unsupported-media-type';
    default:
      return status >= 400 && status < 500 ? 'invalid-request' : undefined;
  }
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
