import type { TermsRefusal } from './terms-refusal.js';

/** The result of a change of terms. Terms that are equal to the current ones keep their version and cause no event. */
export type TermsDecision<T> =
  | { readonly kind: 'changed'; readonly terms: T }
  | { readonly kind: 'unchanged'; readonly terms: T }
  | { readonly kind: 'refused'; readonly refusal: TermsRefusal };
