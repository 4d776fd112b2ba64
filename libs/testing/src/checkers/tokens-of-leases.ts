import { type LeaseSoFar, missingEvidence } from '@allocator/application';
import { later, plusSeconds } from '@allocator/domain';
import type { LeaseEvent } from './lease-event.js';

type Released = Extract<LeaseEvent, { type: 'Released' }>;

/** A lease's tokens by its events so far. The guard is the recorded one; `prove-exclusive` computes its own. */
interface LeaseTokens extends Omit<LeaseSoFar, 'deadAt'> {
  readonly guardSeconds: number;
}

/** Tokens of the leases of a lane, event by event: the evidence that a release by an eP-CSCF needs. */
export class TokensOfLeases {
  private readonly byId = new Map<string, LeaseTokens>();

  /** Returns what is missing from the evidence of a release by an eP-CSCF; undefined for other events, and for full evidence. */
  add(event: LeaseEvent): string | undefined {
    const { assignmentId } = event.data;
    const before = this.byId.get(assignmentId);
    if (event.type === 'Released') return before && missingFrom(event, before);
    const after = tokensAfter(before, event);
    if (after !== undefined) this.byId.set(assignmentId, after);
    return undefined;
  }

  /** How many tokens the assignment has had. */
  countOf(assignmentId: string): number {
    return this.byId.get(assignmentId)?.tokens ?? 0;
  }
}

function missingFrom({ data }: Released, before: LeaseTokens): string | undefined {
  const deadAt = plusSeconds(before.tokensEndAt, before.guardSeconds);
  return data.by === 'ep-cscf' ? missingEvidence(data, { ...before, deadAt }) : undefined;
}

function tokensAfter(before: LeaseTokens | undefined, event: LeaseEvent): LeaseTokens | undefined {
  if (event.type === 'Assigned') {
    const { tokenExpiresAt, guardSeconds, takenBack } = event.data;
    const isFormerTokenAlive = takenBack === true;
    return { tokens: 1, tokensEndAt: tokenExpiresAt, guardSeconds, isFormerTokenAlive, isRevoked: false };
  }
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'Prolonged': {
      const tokensEndAt = later(before.tokensEndAt, event.data.tokenExpiresAt);
      const guardSeconds = Math.max(before.guardSeconds, event.data.guardSeconds);
      return { ...before, tokens: before.tokens + 1, tokensEndAt, guardSeconds };
    }
    case 'HoldExtended':
      return {
        ...before,
        guardSeconds: Math.max(before.guardSeconds, event.data.guardSeconds),
        isFormerTokenAlive: before.isFormerTokenAlive || event.data.formerTokenAlive === true,
      };
    case 'IdentityRevoked':
      return { ...before, isRevoked: true };
    case 'Released':
    case 'Expired':
      return before;
  }
}
