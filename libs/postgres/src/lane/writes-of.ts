import type { LaneChanges } from '@allocator/application';
import type { Identity, Lane } from '@allocator/domain';
import { referenceOf } from '@allocator/domain';
import { availabilityColumns } from '../sql/availability-columns.js';
import {
  bigintArray,
  boolArray,
  instantArray,
  int2Array,
  int4Array,
  jsonArray,
  textArray,
  uuidArray,
} from '../sql/binary-array.js';
import type { Call } from '../connection/run.js';
import { insertAvailability } from './statements/insert-availability.js';
import { insertIdentities } from './statements/insert-identities.js';
import { insertOutcomes } from './statements/insert-outcomes.js';
import { insertSubjects } from './statements/insert-subjects.js';
import { moveSubjects } from './statements/move-subjects.js';
import { updateAvailability } from './statements/update-availability.js';
import { eventWrites } from './event-writes.js';

/** What a transaction writes to one of its lanes. */
export interface ChangedLane extends LaneChanges {
  readonly lane: Lane;
}

/** The writes of a transaction: one set-wise statement for each kind of thing that changed, for all lanes together. */
export function writesOf(lanes: readonly ChangedLane[]): readonly Call[] {
  return [
    ...importedIdentities(rowsOf(lanes, ({ imported }) => imported)),
    ...eventWrites(lanes),
    ...changedIdentities(lanes),
    ...subjectUses(rowsOf(lanes, ({ subjects }) => subjects)),
    ...keptOutcomes(rowsOf(lanes, ({ outcomes }) => outcomes)),
  ];
}

/** Things of several lanes, in the order of the lanes, and for each of them its lane. */
interface Rows<T> {
  readonly lanes: readonly Lane[];
  readonly of: readonly T[];
  readonly recordedAt: readonly number[];
}

function rowsOf<T>(lanes: readonly ChangedLane[], of: (lane: ChangedLane) => readonly T[]): Rows<T> {
  const parts = lanes.map((each) => ({ lane: each.lane, recordedAt: each.head.recordedAt, of: of(each) }));
  const forEach = <V>(value: (part: (typeof parts)[number]) => V): V[] =>
    parts.flatMap((part) => new Array<V>(part.of.length).fill(value(part)));
  return {
    lanes: forEach(({ lane }) => lane),
    of: parts.flatMap((part) => part.of),
    recordedAt: forEach(({ recordedAt }) => recordedAt),
  };
}

function importedIdentities({ lanes, of }: Rows<Identity>): readonly Call[] {
  if (of.length === 0) return [];
  const columns = [
    int2Array(lanes),
    int4Array(of.map(({ number }) => number)),
    textArray(of.map(({ poolId }) => poolId)),
    textArray(of.map(({ impi }) => impi)),
  ];
  return [
    { statement: insertIdentities, values: columns },
    { statement: insertAvailability, values: [lanes, ...availabilityColumns.imported.arrays(of)] },
  ];
}

/** A statement writes an identity once, so further states of an identity need further statements: one for all states of a rank. */
function changedIdentities(lanes: readonly ChangedLane[]): readonly Call[] {
  return statesByRank(lanes).map((states) => ({
    statement: updateAvailability,
    values: [states.lanes, ...availabilityColumns.changed.arrays(states.identities)],
  }));
}

interface States {
  readonly lanes: Lane[];
  readonly identities: Identity[];
}

/** The first states of all identities, then their second states, and so on. */
function statesByRank(lanes: readonly ChangedLane[]): readonly States[] {
  const ranks: States[] = [];
  for (const { lane, changed } of lanes) {
    const seen = new Map<Identity['number'], number>();
    for (const identity of changed) {
      const rank = seen.get(identity.number) ?? 0;
      seen.set(identity.number, rank + 1);
      const states = (ranks[rank] ??= { lanes: [], identities: [] });
      states.lanes.push(lane);
      states.identities.push(identity);
    }
  }
  return ranks;
}

type SubjectRows = Rows<LaneChanges['subjects'][number]>;

function subjectUses(rows: SubjectRows): readonly Call[] {
  const [fresh, known] = [only(rows, ({ isNew }) => isNew), only(rows, ({ isNew }) => !isNew)];
  return [
    ...(fresh.of.length === 0 ? [] : [{ statement: insertSubjects, values: subjectColumns(fresh) }]),
    ...(known.of.length === 0 ? [] : [{ statement: moveSubjects, values: subjectColumns(known) }]),
  ];
}

function only<T>({ lanes, of, recordedAt }: Rows<T>, suits: (row: T) => boolean): Rows<T> {
  const suiting = of.map(suits);
  const those = <V>(values: readonly V[]): V[] => values.filter((_, index) => suiting[index]);
  return { lanes: those(lanes), of: those(of), recordedAt: those(recordedAt) };
}

function subjectColumns({ lanes, of: uses, recordedAt }: SubjectRows): Buffer[] {
  return [
    int2Array(lanes),
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
    instantArray(recordedAt),
  ];
}

function keptOutcomes({ lanes, of, recordedAt }: Rows<LaneChanges['outcomes'][number]>): readonly Call[] {
  if (of.length === 0) return [];
  const columns = [
    int2Array(lanes),
    instantArray(recordedAt),
    uuidArray(of.map(({ commandId }) => commandId)),
    bigintArray(of.map(({ fingerprint }) => BigInt(fingerprint))),
    uuidArray(of.map(({ subjectId }) => subjectId)),
    boolArray(of.map(({ outcome }) => outcome.kind === 'refused')),
    jsonArray(of.map(({ outcome }) => JSON.stringify(outcome))),
  ];
  return [{ statement: insertOutcomes, values: columns }];
}
