import type { AnswerType, poolAnswer, poolBody } from '@allocator/contracts';

/** What is set of a pool. */
export type PoolTerms = AnswerType<typeof poolBody>;

/** The part of a pool's answer that can be set. */
export function poolTermsOf(pool: AnswerType<typeof poolAnswer>): PoolTerms {
  const { agreementId, anonymous, repeatSubject, affinity, maxPerSubject, anonymousSharePercent } = pool;
  return {
    agreementId,
    anonymous,
    repeatSubject,
    ...(affinity === undefined ? {} : { affinity }),
    ...(maxPerSubject === undefined ? {} : { maxPerSubject }),
    ...(anonymousSharePercent === undefined ? {} : { anonymousSharePercent }),
  };
}

/** What can be changed. */
export const poolMembers = [
  'agreementId',
  'anonymous',
  'repeatSubject',
  'affinity',
  'maxPerSubject',
  'anonymousSharePercent',
] as const;

const repeats: Readonly<Record<PoolTerms['repeatSubject'], string>> = {
  same: 'gets the same one',
  another: 'gets another one',
  refuse: 'is refused',
};

/** What differs, in sentences; none if nothing does. */
export function poolTermsEffects(current: PoolTerms, proposed: PoolTerms): readonly string[] {
  const effects: string[] = [];
  if (proposed.agreementId !== current.agreementId) {
    effects.push(`New assignments follow ${proposed.agreementId} instead of ${current.agreementId}.`);
  }
  if (proposed.anonymous !== current.anonymous) {
    effects.push(
      proposed.anonymous === 'allowed' ? 'Anonymous subjects get identities.' : 'Anonymous subjects are refused.',
    );
  }
  if (proposed.repeatSubject !== current.repeatSubject) {
    effects.push(`A subject that holds an identity ${repeats[proposed.repeatSubject]}.`);
  }
  if ((proposed.affinity ?? false) !== (current.affinity ?? false)) {
    effects.push(
      proposed.affinity === true
        ? 'A subject gets its former identity again, even in its quarantine.'
        : 'A subject does not get its former identity by preference.',
    );
  }
  if (proposed.maxPerSubject !== current.maxPerSubject) {
    effects.push(
      proposed.maxPerSubject === undefined
        ? 'A subject can hold any number of identities.'
        : `A subject can hold ${String(proposed.maxPerSubject)} at most; those that it has it keeps.`,
    );
  }
  if (proposed.anonymousSharePercent !== current.anonymousSharePercent) {
    effects.push(
      proposed.anonymousSharePercent === undefined
        ? 'Anonymous subjects can hold the whole pool.'
        : `Anonymous subjects can hold ${String(proposed.anonymousSharePercent)}% of the pool at most.`,
    );
  }
  return effects;
}
