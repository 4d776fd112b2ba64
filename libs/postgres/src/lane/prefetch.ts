import type { Wanted } from '@allocator/application';
import type {
  HoldMove,
  IdentityNumber,
  Instant,
  Lane,
  PoolId,
  PoolTerms,
  Position,
  Subject,
  SubjectId,
} from '@allocator/domain';
import { parseEventId, referenceOf, subjectKey } from '@allocator/domain';
import type { PoolClient, QueryResultRow } from 'pg';
import { int4Array, int8Array, textArray, uuidArray } from '../sql/binary-array.js';
import type { BinaryArray } from '../sql/binary-array.js';
import type { RememberedRow } from './remembered-from.js';
import type { IdentityRow } from '../sql/identity-row.js';
import { run } from '../connection/run.js';
import type { LaneWise } from '../sql/lane-wise.js';
import { findAssignments } from './statements/find-assignments.js';
import { findCommands } from './statements/find-commands.js';
import { findDue } from './statements/find-due.js';
import { findIdentities } from './statements/find-identities.js';
import { findMoves } from './statements/find-moves.js';
import { findPools } from './statements/find-pools.js';
import { findQueues } from './statements/find-queues.js';
import { findSubjects } from './statements/find-subjects.js';

/** The lane that a row is of. */
interface OfLane {
  readonly lane: Lane;
}
type LaneIdentityRow = OfLane & IdentityRow;
type AssignmentRow = LaneIdentityRow & { asked_position: Position };
export type TermsRow = OfLane & { terms: PoolTerms; hold_move: HoldMove | null; assign_not_before: Instant | null };
type MoveRow = OfLane & { pool_id: PoolId; hold_move: HoldMove };
interface SubjectColumns extends OfLane {
  subject_pool_id: PoolId;
  kind: Subject['kind'];
  reference: string;
  known_subject_id: SubjectId;
  /** Null if the subject was only refused so far. */
  last_identity: IdentityNumber | null;
  earlier_identities: IdentityNumber[] | null;
}
/** A subject with one of the identities assigned to it, or with none. */
type SubjectRow = SubjectColumns & (IdentityRow | { number: null });

/** The results of the statements of one round trip: of all lanes, or of one of them. */
export interface Found {
  readonly commands: readonly (OfLane & RememberedRow)[];
  readonly assignments: readonly AssignmentRow[];
  readonly named: readonly LaneIdentityRow[];
  readonly subjects: readonly SubjectRow[];
  readonly queued: readonly LaneIdentityRow[];
  readonly due: readonly LaneIdentityRow[];
  readonly terms: readonly TermsRow[];
  readonly moves: readonly MoveRow[];
}

/** What a transaction has read of one lane. */
export interface FoundInLane extends Found {
  readonly wanted: Wanted;
}

/**
 * Reads everything that the batches of all lanes name: one set-wise statement for each kind of thing that they name, all in one packet.
 */
export async function prefetch(
  client: PoolClient,
  wanted: ReadonlyMap<Lane, Wanted>,
): Promise<ReadonlyMap<Lane, FoundInLane>> {
  const each = <T>(of: (wanted: Wanted) => Iterable<T>): Wants<T> => Wants.of(wanted, of);
  const read = <R extends QueryResultRow, T>(
    statement: LaneWise,
    { lanes, things }: Wants<T>,
    ...columns: ((things: readonly T[]) => BinaryArray)[]
  ): Promise<R[]> =>
    things.length === 0
      ? Promise.resolve([])
      : run<R>(client, statement, [lanes, ...columns.map((column) => column(things))]);
  const due = each(({ dueMax }) => (dueMax > 0 ? [dueMax] : []));
  const [commands, assignments, named, subjects, queued, dueRows, terms, moves] = await Promise.all([
    read<OfLane & RememberedRow, string>(
      findCommands,
      each(({ commandIds }) => commandIds),
      uuidArray,
    ),
    read<AssignmentRow, string>(
      findAssignments,
      each(({ assignmentIds }) => assignmentIds),
      (ids) => int8Array(ids.map((id) => parseEventId(id)?.position)),
    ),
    read<LaneIdentityRow, Wanted['impis'][number]>(
      findIdentities,
      each(({ impis }) => impis),
      (impis) => textArray(impis.map(({ poolId }) => poolId)),
      (impis) => textArray(impis.map(({ impi }) => impi)),
    ),
    read<SubjectRow, Wanted['subjects'][number]>(
      findSubjects,
      each((of) => new Map(of.subjects.map((use) => [subjectKey(use.poolId, use.subject), use])).values()),
      (uses) => textArray(uses.map(({ poolId }) => poolId)),
      (uses) => textArray(uses.map(({ subject }) => subject.kind)),
      (uses) => textArray(uses.map(({ subject }) => referenceOf(subject))),
    ),
    read<LaneIdentityRow, [PoolId, number]>(
      findQueues,
      each(({ queues }) => [...queues].filter(([, length]) => length > 0)),
      (queues) => textArray(queues.map(([poolId]) => poolId)),
      (queues) => int4Array(queues.map(([, length]) => length)),
    ),
    read<LaneIdentityRow, number>(findDue, due, int4Array),
    readTerms(
      client,
      each(({ queues }) => queues.keys()),
    ),
    // Due leases can be in any pool.
    read<MoveRow, number>(findMoves, due),
  ]);
  return byLane(wanted, { commands, assignments, named, subjects, queued, due: dueRows, terms, moves });
}

/** Terms of pools, with their unfinished moves. */
export function readTerms(client: PoolClient, { lanes, things: poolIds }: Wants<PoolId>): Promise<TermsRow[]> {
  if (poolIds.length === 0) return Promise.resolve([]);
  return run<TermsRow>(client, findPools, [lanes, textArray(poolIds)]);
}

/** Things that statements look for, and the lane of each. */
export class Wants<T> {
  readonly lanes: Lane[] = [];
  readonly things: T[] = [];

  static of<L, T>(lanes: ReadonlyMap<Lane, L>, of: (lane: L) => Iterable<T>): Wants<T> {
    const wants = new Wants<T>();
    for (const [lane, each] of lanes) {
      for (const thing of of(each)) {
        wants.lanes.push(lane);
        wants.things.push(thing);
      }
    }
    return wants;
  }
}

function byLane(wanted: ReadonlyMap<Lane, Wanted>, found: Found): ReadonlyMap<Lane, FoundInLane> {
  const [first] = wanted;
  if (first !== undefined && wanted.size === 1) return new Map([[first[0], { wanted: first[1], ...found }]]);
  const commands = grouped(found.commands);
  const assignments = grouped(found.assignments);
  const named = grouped(found.named);
  const subjects = grouped(found.subjects);
  const queued = grouped(found.queued);
  const due = grouped(found.due);
  const terms = grouped(found.terms);
  const moves = grouped(found.moves);
  return new Map(
    [...wanted].map(([lane, of]): [Lane, FoundInLane] => [
      lane,
      {
        wanted: of,
        commands: commands(lane),
        assignments: assignments(lane),
        named: named(lane),
        subjects: subjects(lane),
        queued: queued(lane),
        due: due(lane),
        terms: terms(lane),
        moves: moves(lane),
      },
    ]),
  );
}

function grouped<R extends OfLane>(rows: readonly R[]): (lane: Lane) => readonly R[] {
  const groups = new Map<Lane, R[]>();
  for (const row of rows) {
    const group = groups.get(row.lane);
    if (group === undefined) groups.set(row.lane, [row]);
    else group.push(row);
  }
  return (lane) => groups.get(lane) ?? [];
}
