import type { LaneChanges } from '@allocator/application';
import type { DatabaseDefect } from './defects.js';

/** What a batch writes, spoiled where a defect of writes is planted. */
export function plantedChanges(changes: LaneChanges, defect: DatabaseDefect | undefined): LaneChanges {
  if (defect !== 'refusal-outcome-not-stored') return changes;
  return { ...changes, outcomes: changes.outcomes.filter(({ outcome }) => outcome.kind !== 'refused') };
}
