import type { LaneChanges } from '@allocator/application';
import type { Identity, IdentityNumber, Lane } from '@allocator/domain';
import { referenceOf, toIso } from '@allocator/domain';
import { availabilityColumns } from '../sql/availability-columns.js';
import { bigintArray, boolArray, int4Array, jsonArray, textArray, uuidArray } from '../sql/binary-array.js';
import type { Call } from '../connection/run.js';
import { insertAvailability } from './statements/insert-availability.js';
import { insertIdentities } from './statements/insert-identities.js';
import { insertOutcomes } from './statements/insert-outcomes.js';
import { insertSubjects } from './statements/insert-subjects.js';
import { moveSubjects } from './statements/move-subjects.js';
import { updateAvailability } from './statements/update-availability.js';
import { eventWrites } from './event-writes.js';

/** The writes of a batch: one set-wise statement for each kind of thing that changed. */
export function writesOf(lane: Lane, changes: LaneChanges): readonly Call[] {
  return [
    ...importedIdentities(lane, changes.imported),
    ...eventWrites(lane, changes, changes.imported.length),
    ...changedIdentities(lane, changes.changed),
    ...subjectUses(lane, changes),
    ...keptOutcomes(lane, changes),
  ];
}

function importedIdentities(lane: Lane, imported: readonly Identity[]): readonly Call[] {
  if (imported.length === 0) return [];
  const columns = [
    int4Array(imported.map(({ number }) => number)),
    textArray(imported.map(({ poolId }) => poolId)),
    textArray(imported.map(({ impi }) => impi)),
  ];
  return [
    { statement: insertIdentities, values: [lane, ...columns] },
    { statement: insertAvailability, values: [lane, ...availabilityColumns.imported.arrays(imported)] },
  ];
}

/** A statement writes an identity once, so further states of an identity need further statements: one for all states of a rank. */
function changedIdentities(lane: Lane, changed: readonly Identity[]): readonly Call[] {
  return statesByRank(changed).map((states) => {
    return { statement: updateAvailability, values: [lane, ...availabilityColumns.changed.arrays(states)] };
  });
}

/** The first states of all identities, then their second states, and so on. */
function statesByRank(changed: readonly Identity[]): readonly Identity[][] {
  const ranks: Identity[][] = [];
  const seen = new Map<IdentityNumber, number>();
  for (const identity of changed) {
    const rank = seen.get(identity.number) ?? 0;
    seen.set(identity.number, rank + 1);
    (ranks[rank] ??= []).push(identity);
  }
  return ranks;
}

type SubjectUses = LaneChanges['subjects'];

function subjectUses(lane: Lane, { subjects: uses, head }: LaneChanges): readonly Call[] {
  const [fresh, known] = [uses.filter(({ isNew }) => isNew), uses.filter(({ isNew }) => !isNew)];
  const values = (of: SubjectUses) => [lane, ...subjectColumns(of), toIso(head.recordedAt)];
  return [
    ...(fresh.length === 0 ? [] : [{ statement: insertSubjects, values: values(fresh) }]),
    ...(known.length === 0 ? [] : [{ statement: moveSubjects, values: values(known) }]),
  ];
}

function subjectColumns(uses: SubjectUses): Buffer[] {
  return [
    textArray(uses.map(({ poolId }) => poolId)),
    textArray(uses.map(({ subject }) => subject.kind)),
    textArray(uses.map(({ subject }) => referenceOf(subject))),
    uuidArray(uses.map(({ subjectId }) => subjectId)),
    int4Array(uses.map(({ identityNumbers }) => identityNumbers[0])),
    textArray(
      uses.map(({ identityNumbers }) =>
        identityNumbers.length > 1 ? `{${identityNumbers.slice(1).join(',')}}` : null,
      ),
    ),
  ];
}

function keptOutcomes(lane: Lane, { outcomes, head }: LaneChanges): readonly Call[] {
  if (outcomes.length === 0) return [];
  const columns = [
    uuidArray(outcomes.map(({ commandId }) => commandId)),
    bigintArray(outcomes.map(({ fingerprint }) => BigInt(fingerprint))),
    uuidArray(outcomes.map(({ subjectId }) => subjectId)),
    boolArray(outcomes.map(({ outcome }) => outcome.kind === 'refused')),
    jsonArray(outcomes.map(({ outcome }) => JSON.stringify(outcome))),
  ];
  return [{ statement: insertOutcomes, values: [lane, toIso(head.recordedAt), ...columns] }];
}
