import { newYear } from '../builders.js';
import { type Binding, type Conflict, describeBinding, describeToken, type Overlap } from '../ims/index.js';

/** Instants are printed in seconds of true time since the start. */
const origin = newYear;

/**
 * Which identity, which two holders, when, and why.
 * @param formerBinding a binding that the former holder has or could make at this instant
 * @param nextBinding a binding of the next holder at the same instant
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
    `${next.impi} has two holders at ${seconds} s: ${describeToken(next)} gets a token while ${describeToken(former)} ${what}`,
    ...bindings.map((binding) => describeBinding(binding, origin)),
  ].join('; ');
}

export function describeOverlap({ a, b }: Overlap): string {
  return `two holders are registered under one identity at the same time; ${describeBinding(a, origin)}; ${describeBinding(b, origin)}`;
}
