import { type ProblemCode, problems } from '@allocator/contracts';
import type { Counter, Metrics } from '@allocator/runtime';

/** Counts what is answered with a problem: by the exception filter, and on connections whose bytes are no request, or not yet. */
export class AnsweredProblems {
  private readonly answered: Counter<'code'>;

  constructor(metrics: Metrics) {
    this.answered = metrics.counter({
      name: 'allocator_http_problems_total',
      help: 'Requests that ended with an error, by the code of the problem: shed (overloaded, rate-limited), refused, invalid or failed. Refusals of commands are counted by allocator_command_outcomes_total.',
      labels: ['code'],
    });
    for (const code of Object.keys(problems)) this.answered.add(0, { code });
  }

  count(code: ProblemCode): void {
    this.answered.add(1, { code });
  }
}
