import { randomUUID } from 'node:crypto';
import { type Assign, type CommandId, laneOf, type PoolId, type Subject, type SubjectId } from '@allocator/domain';

/** The service's default, and what a bench database is created with. */
export const lanes = 8;

/** One pool in each lane, so that every lane has work. */
export const poolIds: readonly PoolId[] = onePoolALane();

function onePoolALane(): PoolId[] {
  const byLane = new Map<number, PoolId>();
  for (let number = 1; byLane.size < lanes; number++) {
    const poolId = `bench-${String(number)}` as PoolId;
    if (!byLane.has(laneOf(poolId, lanes))) byLane.set(laneOf(poolId, lanes), poolId);
  }
  return [...byLane.values()];
}

/**
 * Counts what each pool has left. A round ends when a pool runs out: a refusal is never counted as speed, and one that
 * comes although identities are left is a failure.
 */
export class Stock {
  private readonly left: Map<PoolId, number>;

  constructor(identitiesPerPool: number) {
    this.left = new Map(poolIds.map((poolId) => [poolId, identitiesPerPool]));
  }

  /** Whether the pool had so many left; they are taken. */
  take(poolId: PoolId, count: number): boolean {
    const left = this.left.get(poolId) ?? 0;
    if (left < count) return false;
    this.left.set(poolId, left - count);
    return true;
  }
}

let subjects = 0;

/** A user that was never seen before: the way of a subject that has no identity yet. */
export function newSubject(): Subject {
  return { kind: 'authenticated', ref: `user-${String(++subjects).padStart(9, '0')}@wwsf-a.example` };
}

export function newAssign(poolId: PoolId): Assign {
  return {
    type: 'Assign',
    commandId: randomUUID() as CommandId,
    poolId,
    wwsfId: null,
    subject: newSubject(),
    proposedSubjectId: randomUUID() as SubjectId,
  };
}

/** A subscription with a number, known by its tel URI and by its SIP URI. `serial` is unique over all pools. */
export function importRow(serial: number): { row: number; impi: string; impus: string[] } {
  const number = `+4930${String(serial).padStart(8, '0')}`;
  return {
    row: serial,
    impi: `web-${String(serial).padStart(8, '0')}@ims.operator-a.example`,
    impus: [`sip:${number}@ims.operator-a.example;user=phone`, `tel:${number}`],
  };
}
