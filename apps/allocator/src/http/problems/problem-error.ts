import type { Problem, ProblemCode } from '@allocator/contracts';
import { problemOf } from '@allocator/contracts';

/** Ends a request with a problem; the filter writes it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(
    code: ProblemCode,
    particular: Record<string, unknown> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(code);
    this.problem = problemOf(code, particular);
  }
}
