import type { RegistrationTerms } from '../../terms/lifetime-parts.js';
import { secondsMax } from '../../ui/seconds-max.js';

type Guard = RegistrationTerms['guard'];

/** What differs from an operator's profile: what is not named stays. */
export type RegistrationChange = Partial<Omit<RegistrationTerms, 'guard'> & Guard>;

/** The terms with the change; values that are not valid (yet) leave theirs as they are. */
export function changedTerms(terms: RegistrationTerms, change: RegistrationChange): RegistrationTerms {
  const { guard } = terms;
  const valid = (seconds: number | undefined, present: number): number =>
    seconds !== undefined && isSeconds(seconds) ? seconds : present;
  return {
    maxRegistrationSeconds: valid(change.maxRegistrationSeconds, terms.maxRegistrationSeconds),
    registrationModel: change.registrationModel ?? terms.registrationModel,
    minRegistrationSeconds: valid(change.minRegistrationSeconds, terms.minRegistrationSeconds),
    guard: {
      tokenLeewaySeconds: valid(change.tokenLeewaySeconds, guard.tokenLeewaySeconds),
      clockSkewSeconds: valid(change.clockSkewSeconds, guard.clockSkewSeconds),
      inFlightSeconds: valid(change.inFlightSeconds, guard.inFlightSeconds),
      purgeDelaySeconds: valid(change.purgeDelaySeconds, guard.purgeDelaySeconds),
    },
  };
}

/** Whether every value can be set. */
export function isValidChange(change: RegistrationChange): boolean {
  return (
    change.maxRegistrationSeconds !== 0 &&
    Object.values(change).every((value) => typeof value === 'string' || isSeconds(value))
  );
}

/** Whether the change changes anything. */
export function isChange(terms: RegistrationTerms, change: RegistrationChange): boolean {
  return JSON.stringify(changedTerms(terms, change)) !== JSON.stringify(changedTerms(terms, {}));
}

function isSeconds(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= secondsMax;
}
