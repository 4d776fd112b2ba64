import { describe, expect, it } from '@jest/globals';
import type { IdentityAnswer } from '@allocator/contracts';
import { actionsFor, isHeld, revokedUntilMs } from '../src/identity-actions/identity-action.js';

const nine = Date.parse('2026-01-01T09:00:00.000Z');
const week = 7 * 86_400;

function identity(changed: Partial<IdentityAnswer>): IdentityAnswer {
  return {
    poolId: 'pool-a' as IdentityAnswer['poolId'],
    impi: 'web-1@ims.op-a.example',
    impus: ['sip:web-1@op-a.example'],
    state: 'assigned',
    stock: 'active',
    generation: 3,
    assignmentId: '6-42',
    reassignableAt: '2026-01-01T10:00:00.000Z',
    assignableAt: '2026-01-01T10:01:00.000Z',
    ...changed,
  };
}

describe('actions on an identity', () => {
  it('are those that have an effect', () => {
    expect(actionsFor(identity({}))).toEqual(['suspend', 'retire', 'revoke']);
    expect(actionsFor(identity({ stock: 'suspended' }))).toEqual(['resume', 'retire', 'revoke']);
    expect(actionsFor(identity({ stock: 'retired' }))).toEqual(['revoke']);
  });

  it('know whether somebody has the identity', () => {
    expect(isHeld(identity({}), nine)).toBe(true);
    expect(isHeld(identity({ state: 'suspended', stock: 'suspended' }), nine)).toBe(true);
    expect(isHeld(identity({}), Date.parse('2026-01-01T10:00:00.000Z'))).toBe(false);
    expect(isHeld(identity({ state: 'assignable', reassignableAt: null }), nine)).toBe(false);
  });
});

describe('a revocation', () => {
  const until = (changed: Partial<IdentityAnswer>, seconds: number): string =>
    new Date(revokedUntilMs(identity(changed), seconds, nine)).toISOString();

  it('adds its quarantine to the full bound of a holder', () => {
    expect(until({}, week)).toBe('2026-01-08T10:00:00.000Z');
  });

  it('never shortens the quarantine of the agreement', () => {
    expect(until({}, 10)).toBe('2026-01-01T10:01:00.000Z');
  });

  it('counts from now if it has no holder', () => {
    const free = { state: 'assignable', reassignableAt: null, assignableAt: '2025-12-01T00:00:00.000Z' } as const;
    expect(until(free, 3_600)).toBe('2026-01-01T10:00:00.000Z');
  });
});
