import { describe, expect, it } from '@jest/globals';
import { decideBatch } from '@allocator/domain';
import type { AssignmentId, IdentifiedCommand, LaneView, Outcome, PoolId, Position } from '@allocator/domain';
import { LaneScenario, assign, newYear, prolong, release } from '@allocator/testing';

const keyReused = { kind: 'refused', refusal: { code: 'idempotency-key-reused' } };

/** The answer in a lane whose outcome was restored from the topic, without its fingerprint. */
function answer(outcome: Outcome, sent: IdentifiedCommand): unknown {
  const remembered = { fingerprint: undefined, subjectId: undefined, outcome, position: 2 as Position };
  const view: LaneView = {
    lane: 0 as LaneView['lane'],
    position: 2 as Position,
    now: newYear,
    pools: new Map(),
    moves: new Map(),
    assignNotBefore: new Map(),
    remembered: new Map([[sent.commandId, remembered]]),
    identities: [],
    assignments: new Map(),
    subjects: new Map(),
    queues: new Map(),
    anonymousUse: new Map(),
    due: [],
  };
  return decideBatch(view, [{ command: sent, fingerprint: '1' }]).answers[0];
}

describe('a command id whose fingerprint a restore has lost', () => {
  it('has its first answer, but not for another pool or assignment of the lane', async () => {
    const scenario = await LaneScenario.given(1);
    const assigned = await scenario.when(assign(1));
    const prolonged = await scenario.when(prolong(2, '0-2'));
    const released = await scenario.when(release(3, '0-2'));
    const other = '0-9' as AssignmentId;
    expect(answer(assigned, assign(1))).toEqual(assigned);
    expect(answer(assigned, assign(1, { poolId: 'pool-b' as PoolId }))).toEqual(keyReused);
    expect(answer(assigned, release(1, '0-2'))).toEqual(keyReused);
    expect(answer(prolonged, prolong(2, '0-2'))).toEqual(prolonged);
    expect(answer(prolonged, prolong(2, other))).toEqual(keyReused);
    expect(answer(released, release(3, '0-2'))).toEqual(released);
    expect(answer(released, release(3, other))).toEqual(keyReused);
  });
});
