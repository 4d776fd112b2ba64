import { type Assignment, type IdentifiedCommand, type Indicate, type Instant, plusSeconds } from '@allocator/domain';
import { alice, assign, commandId, indicate, prolong, release } from '../builders.js';
import type { CommandStep } from './history.js';
import { impiOf, laneOfPool, poolIdOf } from './simulated-pools.js';

/** Who sends a command, and what it knows. */
export interface Sender {
  readonly pool: number;
  /** The lease that the command is about, as its client last saw it; undefined where the client knows of none. */
  readonly seen: Assignment | undefined;
  readonly now: Instant;
}

/** @param id the command's number */
export function commandOfStep(step: CommandStep, id: number, sender: Sender): IdentifiedCommand {
  const { pool, seen } = sender;
  const poolId = poolIdOf(pool);
  const named = { commandId: commandId(id), poolId };
  switch (step.type) {
    case 'assign': {
      const ref = `user-${String(step.user)}`;
      return assign(id, { poolId, subject: step.anonymous ? { kind: 'anonymous', session: ref } : alice(ref) });
    }
    case 'release':
      return release(id, seen?.assignmentId ?? unknownAssignment(pool));
    case 'prolong':
      return prolong(id, seen?.assignmentId ?? unknownAssignment(pool));
    case 'indicate':
      return indication(step, id, sender);
    case 'suspend':
      return { type: 'Suspend', ...named, impi: impiOf(pool, step.identity) };
    case 'resume':
      return { type: 'Resume', ...named, impi: impiOf(pool, step.identity) };
    case 'retire':
      return { type: 'Retire', ...named, impi: impiOf(pool, step.identity) };
    case 'revoke': {
      const { quarantineSeconds } = step;
      return { type: 'Revoke', ...named, impi: impiOf(pool, step.identity), quarantineSeconds, reason: 'abuse' };
    }
  }
}

function unknownAssignment(pool: number): string {
  return `${String(laneOfPool(pool))}-999`;
}

function indication(
  step: Extract<CommandStep, { type: 'indicate' }>,
  id: number,
  { pool, seen, now }: Sender,
): Indicate {
  const { tokenRefused, contactsRemaining, tokens, lookedSecondsAfterToken: looked } = step;
  const generation = Math.max(0, (seen?.generation ?? 0) + step.generations);
  return indicate(id, seen?.impi ?? impiOf(pool, 1), generation, {
    poolId: poolIdOf(pool),
    tokenRefused,
    contactsRemaining,
    tokenSequence: tokens === undefined ? undefined : Math.max(1, (seen?.tokenSequence ?? 1) + tokens),
    indicatedAt: looked === undefined ? undefined : plusSeconds(seen?.tokenExpiresAt ?? now, looked),
  });
}
