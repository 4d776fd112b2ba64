import type { DatabaseDefect } from '../simulation/defects.js';

/**
 * Bugs that are planted around the product's code, never in it. Each has the same effect as the bug that it is named after.
 * `instant-off-by-one`: an identity is assigned one millisecond before its instant.
 * `skew-counted-once`: two clocks are assumed to differ by the skew of one.
 * `leeway-not-counted`, `flight-not-counted`, `purge-not-counted`, `minimum-not-counted`: the bound omits that part.
 * The others are the rules of early freeing (docs/adr/0034), each turned off:
 * `generation-not-checked`: an indication about a former holder counts for the current one.
 * `contacts-not-checked`: remaining contacts do not matter.
 * `older-refusal-counts`: the refusal of a former token counts though a newer one is alive.
 * `unnumbered-refusal-counts`: a refusal without a number counts though the lease has had several tokens.
 * `undated-look-counts`: a look without a date counts as dated when it arrives.
 * `dated-by-arrival`: the date of a look is when it arrived, not when the eP-CSCF looked.
 * `guard-not-waited`: a look counts from the end of the last token, without the guard.
 * `newest-token-counts`: a look counts from the end of the newest token, though a former one ends later.
 * `former-token-not-checked`: an indication counts though a token of a former lease can still be in use.
 * `raise-moves-no-lease`: a raise of the terms does not move the bounds of live leases.
 * `raise-holds-no-identity`: a raise does not hold free identities back, though their old tokens can be used again.
 * `raise-under-way-not-counted`: a batch takes leases as they are, though a raise that is under way will move them.
 */
export const imsDefects = [
  'instant-off-by-one',
  'skew-counted-once',
  'leeway-not-counted',
  'flight-not-counted',
  'purge-not-counted',
  'minimum-not-counted',
  'generation-not-checked',
  'contacts-not-checked',
  'older-refusal-counts',
  'unnumbered-refusal-counts',
  'undated-look-counts',
  'dated-by-arrival',
  'guard-not-waited',
  'newest-token-counts',
  'former-token-not-checked',
  'raise-moves-no-lease',
  'raise-holds-no-identity',
  'raise-under-way-not-counted',
] as const;

export type ImsDefect = (typeof imsDefects)[number];

/** Whether it is planted in what a batch reads. */
export function isOfDatabase(defect: ImsDefect | undefined): defect is ImsDefect & DatabaseDefect {
  return defect === 'instant-off-by-one' || defect === 'raise-under-way-not-counted';
}
