import { type IdentityState, identityStates } from './identity-state.js';

export type StateCounts = Readonly<Partial<Record<IdentityState, number>>>;

interface StackedPart {
  readonly state: IdentityState;
  readonly count: number;
  /** Of the whole, from 0 to 1. */
  readonly start: number;
  readonly share: number;
}

/** The parts of a stacked bar, without empty ones. They fill it; no identities have no parts. */
export function stackedParts(counts: StateCounts): readonly StackedPart[] {
  const total = identityStates.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const parts: StackedPart[] = [];
  let before = 0;
  for (const state of identityStates) {
    const count = counts[state] ?? 0;
    if (count > 0) parts.push({ state, count, start: before / total, share: count / total });
    before += count;
  }
  return parts;
}
