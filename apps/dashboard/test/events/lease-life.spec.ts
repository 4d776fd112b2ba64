import { describe, expect, it } from '@jest/globals';
import { boundOf, extensionsOf, leasesOf, quarantineEndOf } from '../../src/events/lease-life.js';
import { assignedOf, at, eventOf, leaseOf, second } from './event-of.js';

const imported = eventOf('IdentityImported', 0, {
  poolId: 'pool-a',
  impi: 'web-1@ims.example',
  impus: ['sip:web-1@ims.example'],
  generation: 0,
  effectiveAt: at(0),
  number: 1,
});

describe('the leases of an identity', () => {
  it('are none before the first assignment', () => {
    expect(leasesOf([])).toEqual([]);
    expect(leasesOf([imported])).toEqual([]);
  });

  it('follow one another, each with its tokens, bounds and ending', () => {
    const prolonged = eventOf('Prolonged', 400, {
      ...leaseOf(1, 10, 1_000, 400),
      tokenSequence: 2,
      tokenExpiresAt: at(700),
    });
    const expired = eventOf('Expired', 1_005, leaseOf(1, 10, 1_000, 1_000));
    const [first, second_, ...others] = leasesOf([
      imported,
      assignedOf(1, 10, 300, 610),
      prolonged,
      expired,
      assignedOf(2, 1_100, 1_400, 1_700),
    ]);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      generation: 1,
      assignedAt: second(10),
      ending: 'expired',
      tokens: [
        { sequence: 1, from: second(10), until: second(300) },
        { sequence: 2, from: second(400), until: second(700) },
      ],
    });
    expect(first && [boundOf(first), quarantineEndOf(first)]).toEqual([second(1_000), second(1_060)]);
    expect(first?.events.map(({ type }) => type)).toEqual(['Assigned', 'Prolonged', 'Expired']);
    expect(second_).toMatchObject({ generation: 2, ending: 'open', releasedAt: undefined });
  });

  it('keep their bound after a release, which is a hint', () => {
    const released = eventOf('Released', 100, { ...leaseOf(1, 10, 610, 100), by: 'wwsf' });
    const [lease] = leasesOf([assignedOf(1, 10, 300, 610), released]);
    expect(lease).toMatchObject({ ending: 'released', releasedAt: second(100) });
    expect(lease && boundOf(lease)).toBe(second(610));
    const [over] = leasesOf([assignedOf(1, 10, 300, 610), released, eventOf('Expired', 611, leaseOf(1, 10, 610, 610))]);
    expect(over).toMatchObject({ ending: 'expired', releasedAt: second(100) });
  });

  it('end with their tokens where the eP-CSCF refuses all of them', () => {
    const freed = eventOf('Released', 100, { ...leaseOf(1, 10, 100, 100), by: 'ep-cscf', ground: 'token-refused' });
    const [lease] = leasesOf([assignedOf(1, 10, 300, 610), freed]);
    expect(lease).toMatchObject({ ending: 'tokens-refused', tokens: [{ until: second(100) }], releasedAt: undefined });
    expect(lease && boundOf(lease)).toBe(second(100));
  });

  it('have the raises of terms as extensions, apart from prolongations', () => {
    const extended = eventOf('HoldExtended', 50, { ...leaseOf(1, 10, 900, 50), guardSeconds: 600, operatorVersion: 2 });
    const [lease] = leasesOf([assignedOf(1, 10, 300, 610), extended]);
    expect(lease && extensionsOf(lease)).toMatchObject([{ knownFrom: second(50), reassignableAt: second(900) }]);
    expect(lease && boundOf(lease)).toBe(second(900));
  });

  it('get a late indication of an earlier lease into that lease', () => {
    const late = eventOf('IndicationIgnored', 1_200, {
      ...leaseOf(1, 10, 610, 1_200),
      reason: 'old-generation',
      indicatedGeneration: 1,
      indicatedBy: 'op-a',
    });
    const events = [
      assignedOf(1, 10, 300, 610),
      eventOf('Expired', 611, leaseOf(1, 10, 610, 610)),
      assignedOf(2, 1_100, 1_400, 1_700),
      late,
    ];
    expect(leasesOf(events).map((lease) => lease.events.length)).toEqual([3, 1]);
  });

  it('are revoked with the full bound and a longer quarantine', () => {
    const revoked = eventOf('IdentityRevoked', 100, {
      poolId: 'pool-a',
      impi: 'web-1@ims.example',
      impus: ['sip:web-1@ims.example'],
      generation: 1,
      effectiveAt: at(100),
      assignmentId: '3-11',
      subjectId: null,
      reassignableAt: at(610),
      assignableAt: at(9_000),
      quarantineSeconds: 8_390,
      reason: 'abuse',
    });
    const [lease] = leasesOf([assignedOf(1, 10, 300, 610), revoked, eventOf('Expired', 611, leaseOf(1, 10, 610, 610))]);
    expect(lease).toMatchObject({ ending: 'revoked', revokedAt: second(100) });
  });
});
