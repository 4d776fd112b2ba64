import type { PoolId } from '../ids/ids.js';
import type { OperatorProfile } from './operator-profile.js';

/** The terms are in force as they were set, but the operator should check them. */
export interface TermsWarning {
  readonly code: 'clock-skew-below-tolerance' | 'names-outside' | 'names-held-by-others' | 'names-not-compared';
  /** For people: what was found, and what to change. */
  readonly detail: string;
}

const unchecked: TermsWarning = {
  code: 'clock-skew-below-tolerance',
  detail:
    'clockSkewSeconds is 0 and the service compares no clocks (CLOCK_SKEW_SECONDS_MAX=off), so it tolerates any difference: ' +
    'raise clockSkewSeconds, or set CLOCK_SKEW_SECONDS_MAX',
};

/**
 * @param toleratedSkewSeconds difference between the clocks of the database and the service above which nothing is decided; undefined if
 * the service does not compare them
 */
export function warningsOf(
  { guard: { clockSkewSeconds } }: OperatorProfile,
  toleratedSkewSeconds: number | undefined,
): readonly TermsWarning[] {
  if (toleratedSkewSeconds === undefined) return clockSkewSeconds === 0 ? [unchecked] : [];
  if (clockSkewSeconds >= toleratedSkewSeconds) return [];
  const detail =
    `clockSkewSeconds is ${String(clockSkewSeconds)} and the service tolerates clocks that differ by ` +
    `${String(toleratedSkewSeconds)} seconds: raise clockSkewSeconds to ${String(toleratedSkewSeconds)}, ` +
    `or lower CLOCK_SKEW_SECONDS_MAX to ${String(clockSkewSeconds)}`;
  return [{ code: 'clock-skew-below-tolerance', detail }];
}

/** Names that were imported before the declaration and conflict with it. Names of retired identities count. */
export interface MisplacedNames {
  /** Number of names of the operator's identities that are outside its declared names. */
  readonly namesOutside: number;
  /** Some pools of other operators that contain names inside the declared ones. */
  readonly othersInside: readonly PoolId[];
}

/** Such identities are not changed and stay assignable until an operator retires them. */
export function nameWarningsOf(misplaced: MisplacedNames | 'not-compared'): readonly TermsWarning[] {
  if (misplaced === 'not-compared') {
    const detail =
      'the identities in the store were not compared with the realms and number prefixes: send the same profile again';
    return [{ code: 'names-not-compared', detail }];
  }
  const { namesOutside, othersInside } = misplaced;
  const warnings: TermsWarning[] = [];
  if (namesOutside > 0) {
    const detail =
      `names of the operator's identities outside its realms or number prefixes: ${String(namesOutside)}. They stay as they are. ` +
      'Retire those identities, or add what is missing to the profile';
    warnings.push({ code: 'names-outside', detail });
  }
  if (othersInside.length > 0) {
    const detail =
      'another operator has identities with names in these realms or number prefixes. They stay as they are, and their names cannot be ' +
      'imported. Ask the administrator of this service to agree on them with that operator';
    warnings.push({ code: 'names-held-by-others', detail });
  }
  return warnings;
}
