import type { Answers } from '../../service/answers.js';

type Pool = Answers['/v1/pools']['items'][number];

/** What depends on an agreement at present. */
export interface LiveAssignments {
  readonly pools: number;
  /** Assigned and held identities: their bounds are in the future. */
  readonly assignments: number;
}

export const noAssignments: LiveAssignments = { pools: 0, assignments: 0 };

/** By agreement. */
export function liveAssignments(pools: readonly Pool[]): ReadonlyMap<string, LiveAssignments> {
  const live = new Map<string, LiveAssignments>();
  for (const { agreementId, availability } of pools) {
    const sum = live.get(agreementId) ?? noAssignments;
    live.set(agreementId, {
      pools: sum.pools + 1,
      assignments: sum.assignments + availability.assigned + availability.held,
    });
  }
  return live;
}
