import type { AnswerType, agreementAnswer } from '@allocator/contracts';
import type { RegistrationTerms } from './lifetime-parts.js';
import { raisedSeconds, shortestLifetimeSeconds, tokenSeconds } from './lifetime-parts.js';

export type Agreement = AnswerType<typeof agreementAnswer>;

/** An agreement under proposed terms of its operator. */
export interface AgreementPreview {
  readonly agreement: Agreement;
  /** Zero or negative if no token is left. */
  readonly tokenLifetimeSeconds: number;
  readonly minimumSecurityLifetimeSeconds: number;
  readonly fits: boolean;
  /** `stops`: it assigns and prolongs until the terms are set; `starts`: it does from then on. */
  readonly change: 'none' | 'stops' | 'starts';
}

export interface TermsPreview {
  readonly agreements: readonly AgreementPreview[];
  /** Whether registrations can outlive their tokens by less than before: it concerns new assignments alone. */
  readonly isLowered: boolean;
  /** By how much bounds of live assignments move later; 0 if nothing is raised. */
  readonly raisedSeconds: number;
}

/** What setting the proposed terms would do to the operator's agreements and their live assignments. */
export function termsPreview(
  current: RegistrationTerms,
  proposed: RegistrationTerms,
  agreements: readonly Agreement[],
): TermsPreview {
  return {
    agreements: agreements.map((agreement) => previewOf(agreement, proposed)),
    isLowered: raisedSeconds(proposed, current) > 0,
    raisedSeconds: raisedSeconds(current, proposed),
  };
}

function previewOf(agreement: Agreement, proposed: RegistrationTerms): AgreementPreview {
  const { securityLifetimeSeconds, minTokenLifetimeSeconds } = agreement;
  const minimum = shortestLifetimeSeconds(minTokenLifetimeSeconds, proposed);
  const fits = securityLifetimeSeconds >= minimum;
  return {
    agreement,
    tokenLifetimeSeconds: tokenSeconds(securityLifetimeSeconds, proposed),
    minimumSecurityLifetimeSeconds: minimum,
    fits,
    change: changeOf(agreement.feasible, fits),
  };
}

function changeOf(before: boolean, after: boolean): AgreementPreview['change'] {
  if (before === after) return 'none';
  return after ? 'starts' : 'stops';
}
