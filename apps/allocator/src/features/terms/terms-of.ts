import type { TermsAnswer } from '@allocator/application';
import { termsProblem } from '@allocator/contracts';
import { ProblemError } from '../../http/problems/problem-error.js';

/** The terms in force. Throws the problem of a refusal. */
export function termsOf<T>(answer: TermsAnswer<T>): T {
  if (answer.kind === 'set') return answer.terms;
  const { code, type: _type, title: _title, status: _status, ...particular } = termsProblem(answer.refusal);
  throw new ProblemError(code, particular);
}
