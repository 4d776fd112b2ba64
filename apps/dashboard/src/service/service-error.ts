import type { Problem } from './problem.js';

/** The service refused a call, or could not be reached. Its message is for readers. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  /**
   * @param status of the answer; 0: there was none
   * @param problem undefined if the answer was not one of the service: a proxy's, or none
   */
  constructor(
    message: string,
    readonly status: number,
    readonly problem?: Problem,
  ) {
    super(message);
  }

  /** Stable, for decisions: `pool-exhausted`. */
  get code(): string | undefined {
    return this.problem?.code;
  }

  /** The same call may succeed later without a change. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  static of(problem: Problem): ServiceError {
    const { title, detail, status } = problem;
    return new ServiceError(detail === undefined ? title : `${title}: ${detail}`, status, problem);
  }

  static unreachable(): ServiceError {
    return new ServiceError('The service does not answer. Check the network and whether the service runs.', 0);
  }

  static unreadable(status: number): ServiceError {
    return new ServiceError(
      `The answer (status ${String(status)}) is not one of the service. Check the proxy.`,
      status,
    );
  }
}
