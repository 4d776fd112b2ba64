import type { AnswerType, operatorAnswer } from '@allocator/contracts';

/** The members of an operator's profile that bound how long a registration can exist after its token. */
export type RegistrationTerms = Pick<
  AnswerType<typeof operatorAnswer>,
  'maxRegistrationSeconds' | 'registrationModel' | 'minRegistrationSeconds' | 'guard'
>;

type Guard = RegistrationTerms['guard'];

/** A part of a security lifetime. */
export interface LifetimePart {
  readonly name: 'token' | 'outliving' | 'guard' | 'leeway' | 'skew' | 'in-flight' | 'purge' | 'after';
  readonly label: string;
  /** How the seconds follow from the profile, if they are not a member of it. */
  readonly from?: string;
  readonly seconds: number;
}

/** G, in seconds: the sum of the delays after a token's end. Two clocks can differ by twice the skew. */
export function guardSeconds(guard: Guard): number {
  return guard.tokenLeewaySeconds + 2 * guard.clockSkewSeconds + guard.inFlightSeconds + guard.purgeDelaySeconds;
}

/** How long a registration can outlive its token, in seconds: R_max, or the registrar's minimum if the token caps it. */
export function outlivingSeconds(terms: RegistrationTerms): number {
  const { registrationModel, maxRegistrationSeconds, minRegistrationSeconds } = terms;
  if (registrationModel === 'outlives-token') return maxRegistrationSeconds;
  return Math.min(minRegistrationSeconds, maxRegistrationSeconds);
}

/** The token lifetime that a security lifetime leaves, in seconds; zero or negative if none is left. */
export function tokenSeconds(securityLifetimeSeconds: number, terms: RegistrationTerms): number {
  return securityLifetimeSeconds - outlivingSeconds(terms) - guardSeconds(terms.guard);
}

/** The shortest security lifetime that leaves a token of this minimum, in seconds. */
export function shortestLifetimeSeconds(minTokenLifetimeSeconds: number, terms: RegistrationTerms): number {
  return Math.max(1, minTokenLifetimeSeconds) + outlivingSeconds(terms) + guardSeconds(terms.guard);
}

/** The largest R_max that leaves an agreement a usable token, in seconds; null if the token caps registrations. */
export function largestRegistrationSeconds(
  agreement: { readonly securityLifetimeSeconds: number; readonly minTokenLifetimeSeconds: number },
  terms: RegistrationTerms,
): number | null {
  if (terms.registrationModel === 'capped-by-token') return null;
  const { securityLifetimeSeconds, minTokenLifetimeSeconds } = agreement;
  return securityLifetimeSeconds - Math.max(1, minTokenLifetimeSeconds) - guardSeconds(terms.guard);
}

/**
 * By how many seconds bounds of live assignments move later if the proposed terms are set; 0 if they raise nothing. Each part counts by
 * itself: a shorter R_max does not compensate a longer leeway.
 */
export function raisedSeconds(current: RegistrationTerms, proposed: RegistrationTerms): number {
  const largest: Guard = {
    tokenLeewaySeconds: Math.max(current.guard.tokenLeewaySeconds, proposed.guard.tokenLeewaySeconds),
    clockSkewSeconds: Math.max(current.guard.clockSkewSeconds, proposed.guard.clockSkewSeconds),
    inFlightSeconds: Math.max(current.guard.inFlightSeconds, proposed.guard.inFlightSeconds),
    purgeDelaySeconds: Math.max(current.guard.purgeDelaySeconds, proposed.guard.purgeDelaySeconds),
  };
  const outliving = Math.max(0, outlivingSeconds(proposed) - outlivingSeconds(current));
  return outliving + guardSeconds(largest) - guardSeconds(current.guard);
}

/** The parts of a security lifetime, in the order in which they pass: their sum is the lifetime, unless no token is left. */
export function lifetimeParts(securityLifetimeSeconds: number, terms: RegistrationTerms): readonly LifetimePart[] {
  const { guard, registrationModel } = terms;
  return [
    { name: 'token', label: 'Token', seconds: Math.max(0, tokenSeconds(securityLifetimeSeconds, terms)) },
    {
      name: 'outliving',
      label: 'Registration outlives its token',
      from: registrationModel === 'outlives-token' ? 'R_max' : "the registrar's minimum, at most R_max",
      seconds: outlivingSeconds(terms),
    },
    { name: 'leeway', label: 'Token leeway', seconds: guard.tokenLeewaySeconds },
    { name: 'skew', label: 'Clock skew', from: `2 × ${guard.clockSkewSeconds} s`, seconds: 2 * guard.clockSkewSeconds },
    { name: 'in-flight', label: 'REGISTER in flight', seconds: guard.inFlightSeconds },
    { name: 'purge', label: 'Purge delay', seconds: guard.purgeDelaySeconds },
  ];
}

/** The parts for a reader who may not see the operator's profile: the token, and the time after it. */
export function lifetimePartsWithoutProfile(
  securityLifetimeSeconds: number,
  tokenLifetimeSeconds: number,
): readonly LifetimePart[] {
  return [
    { name: 'token', label: 'Token', seconds: tokenLifetimeSeconds },
    {
      name: 'after',
      label: 'Until no registration can exist',
      seconds: securityLifetimeSeconds - tokenLifetimeSeconds,
    },
  ];
}

/** The same with G as one part, for a bar that is drawn small. */
export function withGuardAsOne(parts: readonly LifetimePart[]): readonly LifetimePart[] {
  const whole = parts.filter(({ name }) => name === 'token' || name === 'outliving');
  const seconds = parts.filter((part) => !whole.includes(part)).reduce((sum, part) => sum + part.seconds, 0);
  return [...whole, { name: 'guard', label: 'Guard G', seconds }];
}

/** Each part with its beginning, from that of the first. */
export function placedParts(
  parts: readonly LifetimePart[],
): readonly (LifetimePart & { readonly startSeconds: number })[] {
  let endSeconds = 0;
  return parts.map((part) => {
    const startSeconds = endSeconds;
    endSeconds += part.seconds;
    return { ...part, startSeconds };
  });
}
