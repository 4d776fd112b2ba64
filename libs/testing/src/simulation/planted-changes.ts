import type { LaneChanges } from '@allocator/application';
import type { DatabaseDefect } from './defects.js';

/** What is committed of a transaction of several lanes that fails: the events of its first lane, without the identities that they change. */
export function plantedHalf({ events, head }: LaneChanges): LaneChanges {
  return { events, head, imported: [], changed: [], subjects: [], outcomes: [] };
}

/** What a batch writes, spoiled where a defect of writes is planted. */
export function plantedChanges(changes: LaneChanges, defect: DatabaseDefect | undefined): LaneChanges {
  if (defect !== 'refusal-outcome-not-stored') return changes;
  return { ...changes, outcomes: changes.outcomes.filter(({ outcome }) => outcome.kind !== 'refused') };
}
