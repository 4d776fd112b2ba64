import type { AgreementId } from '../ids/ids.js';

/** Why a change of terms was refused. Nothing was changed. */
export type TermsRefusal =
  | { readonly code: 'operator-not-found' }
  | { readonly code: 'agreement-not-found' }
  /** The lifetime leaves no usable token. */
  | {
      readonly code: 'agreement-infeasible';
      readonly agreementId: AgreementId;
      /** The shortest lifetime that would. */
      readonly minimumSecurityLifetimeSeconds: number;
    }
  /** The parties of an agreement and of a pool cannot change. */
  | { readonly code: 'parties-fixed' }
  /** A proposed name overlaps one that another operator has declared; `detail` names it. */
  | { readonly code: 'realm-taken'; readonly detail: string }
  | { readonly code: 'number-prefix-taken'; readonly detail: string }
  /** The terms are not those that the writer expects; `detail` has their version. */
  | { readonly code: 'precondition-failed'; readonly detail: string }
  /** Kafka would treat the topic names of both WWSFs as equal. */
  | { readonly code: 'wwsf-id-taken' };
