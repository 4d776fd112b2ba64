import type { Identity, RecordedEvent } from '@allocator/domain';
import { decodeEvent, eventId, toIso } from '@allocator/domain';
import {
  type Violation,
  checkChain,
  checkConservation,
  checkNoEarlyExpiry,
  checkOneHolder,
  checkTopicEqualsStore,
} from '@allocator/testing';
import { type Verdict, sentencesOf } from '../report/verdict.js';
import { chaosPools, skewSeconds } from './chaos-pools.js';
import type { Entry, Ledger } from './ledger.js';

/** What is left after the run. */
export interface Remains {
  /** Documents of the store by lane. */
  readonly store: readonly (readonly string[])[];
  /** Documents of the topic by lane, as a `read_committed` reader gets them. */
  readonly topic: readonly (readonly string[])[];
  readonly identities: readonly (readonly Identity[])[];
  readonly ledger: Ledger;
  readonly crashes: readonly string[];
  readonly closedLanes: readonly string[];
}

/** A verdict, and the figure of the report that counts its violations. */
export interface ChaosVerdict extends Verdict {
  readonly counts: 'lost' | 'doubled' | 'early' | 'topic' | 'other';
}

type Assigned = Extract<RecordedEvent, { type: 'Assigned' }>;

export function checkRemains(remains: Remains): ChaosVerdict[] {
  const { store, topic, identities, ledger, crashes, closedLanes } = remains;
  const events = store.flat().map(decodeEvent);
  const inLanes = (check: (lane: number, documents: readonly string[]) => readonly Violation[]): string[] =>
    store.flatMap((documents, lane) => sentencesOf(check(lane, documents)));
  const neverEarly = (lane: number, documents: readonly string[]): readonly Violation[] =>
    checkNoEarlyExpiry(lane, documents, Infinity as never);
  const conserved = (lane: number, documents: readonly string[]): readonly Violation[] =>
    checkConservation(lane, documents, identities[lane] ?? []);
  const published = (lane: number, documents: readonly string[]): readonly Violation[] =>
    checkTopicEqualsStore(lane, documents, topic[lane] ?? []);
  const questions: [string, ChaosVerdict['counts'], readonly string[]][] = [
    ['no two holders had the same identity at the same time', 'doubled', inLanes(checkOneHolder)],
    ['no identity was assigned too early, by the clock of the clients', 'early', assignedTooEarly(events, ledger)],
    ['no lease ended early, and each is closed once', 'early', inLanes(neverEarly)],
    ['each command was decided once', 'doubled', decidedTwice(events)],
    ['each command has one answer', 'doubled', ledger.contradicting],
    ['every answer is one that the contract allows', 'other', ledger.unexpected],
    ['every command was answered in the end', 'lost', neverAnswered(ledger)],
    ['everything acknowledged is in the store', 'lost', notKept(events, [...ledger.entries.values()])],
    ['the history is complete: no gaps, no changes, no time that runs back', 'lost', inLanes(checkChain)],
    ['the stock is what the history says', 'other', inLanes(conserved)],
    ['the topic, read with read_committed, equals the store byte for byte', 'topic', inLanes(published)],
    ['no lane was closed', 'other', closedLanes],
    ['no process of the service ended by itself', 'other', crashes],
  ];
  return questions.map(([question, counts, violations]) => ({ question, counts, violations }));
}

function neverAnswered(ledger: Ledger): string[] {
  return ledger.unanswered().map(({ type, commandId, over }) => `${type} ${commandId} over ${over} was never answered`);
}

/** Each acknowledged assignment must be an event with its identity; each acknowledged prolongation one with its bound. */
function notKept(events: readonly RecordedEvent[], entries: readonly Entry[]): string[] {
  const assigned = new Map(
    events.flatMap((event) => (event.type === 'Assigned' ? [[event.data.assignmentId as string, event]] : [])),
  );
  const prolonged = new Map(
    events.flatMap((event) => (event.type === 'Prolonged' ? [[event.data.commandId as string, event]] : [])),
  );
  return entries.flatMap(({ command, answer }) => {
    if (answer === undefined || answer.status >= 300) return [];
    const about = `${command.type} ${command.commandId}`;
    const event = assigned.get(answer.assignmentId ?? '');
    if (event === undefined) return [`${about} was acknowledged, but no assignment is ${answer.assignmentId}`];
    if (event.data.impi !== answer.impi) return [`${about} was answered ${answer.impi}, stored is ${event.data.impi}`];
    if (answer.status === 201 && event.data.commandId !== command.commandId)
      return [`${about} was answered ${answer.assignmentId}, which was made for ${event.data.commandId}`];
    if (command.type !== 'Prolong') return [];
    const prolongation = prolonged.get(command.commandId);
    if (prolongation === undefined) return [`${about} was acknowledged, but is not stored`];
    const bound = toIso(prolongation.data.reassignableAt);
    return bound === answer.reassignableAt
      ? []
      : [`${about} was answered ${answer.reassignableAt}, stored is ${bound}`];
  });
}

/** Commands that two events name as their cause, apart from the lease that its own holder's command takes back. */
function decidedTwice(events: readonly RecordedEvent[]): string[] {
  const decided = new Map<string, string>();
  return events.flatMap((event) => {
    const commandId = 'commandId' in event.data ? event.data.commandId : undefined;
    if (commandId === undefined) return [];
    if (event.type === 'Released' && event.data.ground === 'taken-back') return [];
    const before = decided.get(commandId);
    const id = eventId(event.lane, event.position);
    decided.set(commandId, id);
    return before === undefined ? [] : [`${commandId} was decided as ${before} and again as ${id}`];
  });
}

/**
 * By the clock of this process, which no fault changes: from the moment at which one client sent its command to the moment at
 * which the next holder of the identity has its answer, at least the lifetime less the clock skew must pass. Leases that the
 * eP-CSCF ended or their own holder took back do not count.
 */
function assignedTooEarly(events: readonly RecordedEvent[], ledger: Ledger): string[] {
  const lifetimes = new Map(chaosPools.map(({ poolId, securityLifetimeSeconds }) => [poolId, securityLifetimeSeconds]));
  const excused = new Set<string>();
  const boundFrom = new Map<string, number>();
  const latest = new Map<string, Assigned>();
  const found: string[] = [];
  for (const event of events) {
    if (event.type === 'Released' && (event.data.by === 'ep-cscf' || event.data.ground === 'taken-back')) {
      excused.add(event.data.assignmentId);
    } else if (event.type === 'Prolonged' || event.type === 'Assigned') {
      const entry = ledger.entries.get(event.data.commandId);
      if (entry !== undefined) boundFrom.set(event.data.assignmentId, entry.command.sentAt);
      if (event.type === 'Prolonged') continue;
      const before = latest.get(event.data.impi);
      latest.set(event.data.impi, event);
      if (before === undefined || excused.has(before.data.assignmentId)) continue;
      const [from, at] = [boundFrom.get(before.data.assignmentId), entry?.answer?.at];
      const lifetimeMs = ((lifetimes.get(event.data.poolId) ?? 0) - 2 * skewSeconds) * 1_000;
      if (from === undefined || at === undefined || at - from >= lifetimeMs) continue;
      found.push(
        `${event.data.impi} was assigned as ${before.data.assignmentId} and ${Math.round(at - from)} ms later as ${event.data.assignmentId}`,
      );
    }
  }
  return found;
}
