import { describe, expect, it } from '@jest/globals';
import { agreementChanges, agreementMembers } from '../src/terms/agreement-terms.js';
import type { AgreementTerms } from '../src/terms/agreement-terms.js';
import { poolMembers } from '../src/terms/pool-terms.js';
import type { PoolTerms } from '../src/terms/pool-terms.js';
import { rebased } from '../src/terms/rebased.js';

const agreement: AgreementTerms = {
  operatorId: 'op-a' as AgreementTerms['operatorId'],
  wwsfId: 'wwsf-a' as AgreementTerms['wwsfId'],
  securityLifetimeSeconds: 3_600,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
  status: 'active',
};
const pool: PoolTerms = {
  agreementId: 'agreement-a' as PoolTerms['agreementId'],
  anonymous: 'allowed',
  repeatSubject: 'same',
  maxPerSubject: 2,
};

describe('a change of terms after another change came first', () => {
  it('keeps what it changes, and does not undo what the other has changed', () => {
    const proposed = { ...agreement, quarantineSeconds: 90 };
    const current = { ...agreement, securityLifetimeSeconds: 7_200, quarantineSeconds: 30 };
    expect(rebased(agreementMembers, { former: agreement, proposed }, current)).toEqual({
      ...agreement,
      securityLifetimeSeconds: 7_200,
      quarantineSeconds: 90,
    });
    expect(agreementChanges(agreement, current)).toEqual([
      'Security lifetime L: 3,600 s → 7,200 s',
      'Quarantine: 60 s → 30 s',
    ]);
  });

  it('removes a limit that it removes, and keeps one that the other has added', () => {
    const { maxPerSubject: _, ...unlimited } = pool;
    const proposed: PoolTerms = unlimited;
    const current = { ...pool, maxPerSubject: 5, anonymousSharePercent: 10 };
    const body = JSON.stringify(rebased(poolMembers, { former: pool, proposed }, current));
    expect(JSON.parse(body)).toEqual({ ...proposed, anonymousSharePercent: 10 });
  });
});
