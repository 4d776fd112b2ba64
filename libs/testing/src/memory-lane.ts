import type { EventToAppend, LaneChanges, LaneHead, OutcomeToKeep, Wanted } from '@allocator/application';
import type {
  AnonymousUse,
  AssignmentId,
  CommandId,
  HoldMove,
  Identity,
  IdentityNumber,
  Instant,
  KnownSubject,
  Lane,
  LaneView,
  NamedAssignment,
  PoolId,
  PoolTerms,
  RecordedEvent,
  RememberedCommand,
  SubjectId,
  SubjectKey,
} from '@allocator/domain';
import {
  assignedTo,
  assignmentFrom,
  decodeEvent,
  genesisHash,
  hasLapsed,
  compareQueueOrder,
  openLease,
  outcomeFrom,
  parseEventId,
  subjectKey,
} from '@allocator/domain';

/** One lane of the in-memory store, open to inspection. */
export interface MemoryLane {
  head: LaneHead;
  lastRecordedAt: Instant;
  readonly events: EventToAppend[];
  readonly identities: Map<IdentityNumber, Identity>;
  readonly outcomes: Map<CommandId, Omit<OutcomeToKeep, 'commandId'>>;
  readonly erased: Set<SubjectId>;
  readonly subjects: Map<SubjectKey, KnownSubject>;
  readonly pools: Map<PoolId, PoolTerms>;
  readonly moves: Map<PoolId, HoldMove>;
}

export function emptyLane(lane: Lane, now: Instant): MemoryLane {
  return {
    head: { lane, position: 0, hash: genesisHash, closedBecause: undefined },
    lastRecordedAt: now,
    events: [],
    identities: new Map(),
    outcomes: new Map(),
    erased: new Set(),
    subjects: new Map(),
    pools: new Map(),
    moves: new Map(),
  };
}

/** The lane with this number. Throws if there is none. */
export function laneAt(lanes: readonly MemoryLane[], lane: Lane): MemoryLane {
  const found = lanes[lane];
  if (found === undefined) throw new Error(`no lane ${String(lane)}: there are ${String(lanes.length)}`);
  return found;
}

/** What a batch reads while it holds the lane's lock: a copy, which later writes do not change. */
export function viewOf(state: MemoryLane, now: Instant, wanted: Wanted): LaneView {
  const all = [...state.identities.values()];
  const assignments = new Map(wanted.assignmentIds.flatMap((id) => namedAssignment(state, id, now)));
  const subjects = new Map(
    wanted.subjects.flatMap(({ poolId, subject }): [SubjectKey, KnownSubject][] => {
      const key = subjectKey(poolId, subject);
      const known = state.subjects.get(key);
      return known === undefined ? [] : [[key, known]];
    }),
  );
  const assigned = new Set([...subjects.values()].flatMap((known) => known.identityNumbers));
  const named = all.filter(
    ({ number, poolId, impi }) =>
      assigned.has(number) || wanted.impis.some((other) => other.poolId === poolId && other.impi === impi),
  );
  const latest = [...assignments.values()].flatMap((found) => (found.kind === 'latest' ? [found.identity] : []));
  return {
    lane: state.head.lane,
    position: state.head.position,
    now,
    pools: new Map(state.pools),
    moves: new Map(state.moves),
    assignNotBefore: new Map(),
    remembered: remembered(state, wanted.commandIds),
    identities: [...latest, ...named],
    assignments,
    subjects,
    queues: new Map([...wanted.queues].map(([poolId, length]) => [poolId, queue(all, poolId, length)])),
    anonymousUse: new Map([...wanted.queues.keys()].map((poolId) => [poolId, anonymousUse(all, poolId, now)])),
    due: due(all, now).slice(0, wanted.dueMax),
  };
}

function queue(all: readonly Identity[], poolId: PoolId, length: number): Identity[] {
  const active = all
    .filter((identity) => identity.poolId === poolId && identity.stock === 'active')
    .sort(compareQueueOrder);
  const [kept, others] = [active.filter(isKept), active.filter((identity) => !isKept(identity))];
  return [...others.slice(0, length), ...kept.slice(0, length + 100)].sort(compareQueueOrder);
}

function isKept({ keptFrom }: Identity): boolean {
  return keptFrom !== null;
}

function anonymousUse(all: readonly Identity[], poolId: PoolId, now: Instant): AnonymousUse {
  const ofPool = all.filter((identity) => identity.poolId === poolId);
  const leases = ofPool.map(openLease).filter((lease) => lease !== undefined && !hasLapsed(lease, now));
  return {
    held: leases.filter((lease) => lease?.subjectKind === 'anonymous').length,
    total: ofPool.filter((identity) => identity.stock !== 'retired' || openLease(identity) !== undefined).length,
  };
}

function due(all: readonly Identity[], now: Instant): Identity[] {
  return all
    .flatMap((identity) => {
      const lease = openLease(identity);
      return lease !== undefined && hasLapsed(lease, now) ? [{ identity, lease }] : [];
    })
    .sort((a, b) => a.lease.reassignableAt - b.lease.reassignableAt || a.identity.number - b.identity.number)
    .map(({ identity }) => identity);
}

function namedAssignment(state: MemoryLane, id: AssignmentId, now: Instant): [AssignmentId, NamedAssignment][] {
  const position = parseEventId(id)?.position;
  const assigned = state.events.find((event) => event.position === position && event.type === 'Assigned');
  if (assigned === undefined) return [];
  const identity = assigned.identity === undefined ? undefined : state.identities.get(assigned.identity);
  if (identity !== undefined && identity.holding.status !== 'never-assigned') {
    if (identity.holding.lease.assignmentId === id) return [[id, { kind: 'latest', identity }]];
  }
  const assignment = assignmentFrom(historyOf(state, assigned), now);
  return assignment === undefined ? [] : [[id, { kind: 'past', assignment }]];
}

function remembered(state: MemoryLane, ids: readonly CommandId[]): Map<CommandId, RememberedCommand> {
  const found = new Map<CommandId, RememberedCommand>();
  for (const commandId of ids) {
    const kept = state.outcomes.get(commandId);
    const event = state.events.find(({ command }) => command?.commandId === commandId);
    if (kept !== undefined) {
      found.set(commandId, { ...kept, subjectId: unlessErased(state, kept.subjectId), position: undefined });
    } else if (event?.command !== undefined) {
      const subjectId = unlessErased(state, assignedTo(decodeEvent(event.document)));
      const outcome = outcomeFrom(historyUpTo(state, event));
      found.set(commandId, { fingerprint: event.command.fingerprint, subjectId, outcome, position: event.position });
    }
  }
  return found;
}

function unlessErased({ erased }: MemoryLane, subjectId: SubjectId | undefined): SubjectId | undefined {
  return subjectId === undefined || erased.has(subjectId) ? undefined : subjectId;
}

/** Events of the same identity, starting at this assignment. */
function historyOf(state: MemoryLane, assigned: EventToAppend): RecordedEvent[] {
  return state.events
    .filter(({ identity, position }) => identity === assigned.identity && position >= assigned.position)
    .map(({ document }) => decodeEvent(document));
}

/** Events of the event's assignment, up to this event. */
function historyUpTo(state: MemoryLane, event: EventToAppend): RecordedEvent[] {
  const decoded = decodeEvent(event.document);
  const id = 'assignmentId' in decoded.data ? decoded.data.assignmentId : null;
  const begin = id === null ? undefined : parseEventId(id)?.position;
  if (begin === undefined || event.type === 'IndicationIgnored') return [decoded];
  return state.events
    .filter(({ identity, position }) => identity === event.identity && position >= begin && position <= event.position)
    .map(({ document }) => decodeEvent(document))
    .filter(({ type }) => type !== 'IndicationIgnored');
}

/** The lane after a commit of these changes. */
export function applyChanges(state: MemoryLane, changes: LaneChanges): void {
  state.events.push(...changes.events);
  const { position, hash, recordedAt } = changes.head;
  state.head = { ...state.head, position, hash };
  if (changes.events.length > 0) state.lastRecordedAt = recordedAt;
  [...changes.imported, ...changes.changed].forEach((identity) => state.identities.set(identity.number, identity));
  changes.outcomes.forEach(({ commandId, ...kept }) => state.outcomes.set(commandId, kept));
  changes.subjects.forEach(({ poolId, subject, subjectId, identityNumbers }) => {
    state.subjects.set(subjectKey(poolId, subject), { subjectId, identityNumbers });
  });
}
