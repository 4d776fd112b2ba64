import { newYear } from '../builders.js';
import { type Binding, type Conflict, describeBinding, describeToken, type Overlap } from '../ims/index.js';

/** Instants are seconds of true time since the world began. */
const origin = newYear;

/**
 * @param formerBinding of the former holder, which it has or could make at this very instant
 * @param nextBinding of the next holder, at the same instant
 */
export function describeConflict(conflict: Conflict, formerBinding?: Binding, nextBinding?: Binding): string {
  const { kind, at, former, next } = conflict;
  const seconds = ((at - origin) / 1_000).toFixed(3);
  const what = {
    bound: 'is bound',
    'in-flight': 'has a REGISTER in flight',
    'token-alive': 'can still register with its token',
  }[kind];
  const bindings = [formerBinding, nextBinding].filter((binding) => binding !== undefined);
  return [
    `at ${seconds} s ${describeToken(next)} gets a token while ${describeToken(former)} ${what}`,
    ...bindings.map((binding) => describeBinding(binding, origin)),
  ].join('; ');
}

export function describeOverlap({ a, b }: Overlap): string {
  return `two bindings overlap; ${describeBinding(a, origin)}; ${describeBinding(b, origin)}`;
}
