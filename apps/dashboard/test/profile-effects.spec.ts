import { describe, expect, it } from '@jest/globals';
import { profileEffects } from '../src/pages/agreements/profile-effects.js';
import type { Agreement, AgreementPreview } from '../src/terms/terms-preview.js';

function preview(agreementId: string, change: AgreementPreview['change']): AgreementPreview {
  const agreement = { agreementId } as unknown as Agreement;
  return { agreement, tokenLifetimeSeconds: 0, minimumSecurityLifetimeSeconds: 0, fits: change !== 'stops', change };
}

const live = new Map([
  ['a', { pools: 2, assignments: 1_200 }],
  ['b', { pools: 1, assignments: 34 }],
]);

describe('the effects of a profile', () => {
  it('are the assignments that move, and the agreements that stop', () => {
    const agreements = [preview('a', 'stops'), preview('b', 'none')];
    expect(profileEffects({ agreements, raisedSeconds: 900, isLowered: false }, live)).toEqual({
      sentences: [
        'Moves the bounds of up to 1,234 live assignments later, by 15 min at most.',
        'Raise it here first, then in the IMS.',
        'Stops 1 agreement (a): their pools assign and prolong nothing.',
      ],
      stopping: ['a'],
    });
  });

  it('say the other order where something is lowered', () => {
    const agreements = [preview('a', 'starts')];
    expect(profileEffects({ agreements, raisedSeconds: 0, isLowered: true }, live).sentences).toEqual([
      'What is lowered applies to new assignments alone: live ones keep their bounds.',
      'Lower it in the IMS first, then here.',
      '1 agreement (a) can assign again.',
    ]);
  });

  it('are none without a change', () => {
    expect(profileEffects({ agreements: [], raisedSeconds: 0, isLowered: false }, live).sentences).toEqual([]);
  });

  it('name ten agreements at most', () => {
    const agreements = Array.from({ length: 12 }, (_, n) => preview(`a${n}`, 'stops'));
    const [sentence] = profileEffects({ agreements, raisedSeconds: 0, isLowered: false }, live).sentences;
    expect(sentence).toContain('12 agreements (a0, a1, a2, a3, a4, a5, a6, a7, a8, a9 and 2 more)');
  });
});
