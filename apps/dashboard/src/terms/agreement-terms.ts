import type { AnswerType, agreementAnswer, agreementBody } from '@allocator/contracts';
import { formatCount, formatSeconds } from '../ui/formats.js';
import type { RegistrationTerms } from './lifetime-parts.js';
import { shortestLifetimeSeconds, tokenSeconds } from './lifetime-parts.js';

/** What is set of an agreement. */
export type AgreementTerms = AnswerType<typeof agreementBody>;

/** The part of an agreement's answer that can be set. */
export function agreementTermsOf(agreement: AnswerType<typeof agreementAnswer>): AgreementTerms {
  const { operatorId, wwsfId, securityLifetimeSeconds, quarantineSeconds, minTokenLifetimeSeconds, status } = agreement;
  return { operatorId, wwsfId, securityLifetimeSeconds, quarantineSeconds, minTokenLifetimeSeconds, status };
}

export interface AgreementEffects {
  readonly sentences: readonly string[];
  readonly isHarmful: boolean;
  /** The service would accept the change. */
  readonly isPossible: boolean;
}

/** What setting the proposed terms does. An agreement without a usable token can be suspended, and otherwise not be set. */
export function agreementEffects(
  current: AgreementTerms,
  proposed: AgreementTerms,
  operator: RegistrationTerms,
): AgreementEffects {
  const { securityLifetimeSeconds, quarantineSeconds, minTokenLifetimeSeconds, status } = proposed;
  if (![securityLifetimeSeconds, quarantineSeconds, minTokenLifetimeSeconds].every(Number.isInteger)) {
    return { sentences: ['Correct the marked fields first.'], isHarmful: false, isPossible: false };
  }
  const changed = membersChanged(current, proposed);
  if (changed.length === 0) return { sentences: ['No change yet.'], isHarmful: false, isPossible: false };
  const minimum = shortestLifetimeSeconds(minTokenLifetimeSeconds, operator);
  const isFeasible = securityLifetimeSeconds >= minimum;
  const isSuspension = status === 'suspended' && changed.length === 1 && changed[0] === 'status';
  const sentences = [
    isFeasible
      ? `Tokens of new assignments live ${formatSeconds(tokenSeconds(securityLifetimeSeconds, operator))}.`
      : `Leaves no usable token: L must be at least ${formatCount(minimum)} s.`,
    'Live assignments keep their bounds: the change applies to new ones.',
  ];
  if (status === 'suspended') sentences.push('Its pools assign nothing. Holders keep their identities to the bound.');
  return {
    sentences,
    isHarmful: !isFeasible || status === 'suspended',
    isPossible: isFeasible || isSuspension,
  };
}

/** What can be changed: the parties are fixed. */
export const agreementMembers = [
  'securityLifetimeSeconds',
  'quarantineSeconds',
  'minTokenLifetimeSeconds',
  'status',
] as const;

function membersChanged(from: AgreementTerms, to: AgreementTerms): readonly (typeof agreementMembers)[number][] {
  return agreementMembers.filter((member) => from[member] !== to[member]);
}

const titles: Readonly<Record<(typeof agreementMembers)[number], string>> = {
  securityLifetimeSeconds: 'Security lifetime L',
  quarantineSeconds: 'Quarantine',
  minTokenLifetimeSeconds: 'Shortest token',
  status: 'Status',
};

/** `Quarantine: 60 s → 90 s` */
export function agreementChanges(from: AgreementTerms, to: AgreementTerms): readonly string[] {
  const textOf = (value: string | number): string => (typeof value === 'number' ? `${formatCount(value)} s` : value);
  return membersChanged(from, to).map((member) => `${titles[member]}: ${textOf(from[member])} → ${textOf(to[member])}`);
}
