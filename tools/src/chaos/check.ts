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
import { type Entry, type Ledger, sentencesOf } from './ledger.js';
import { pools, skewSeconds } from './pools.js';

/** Everything that is left when all is over. */
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

/** One question, and what speaks against a yes. */
export interface Verdict {
  readonly question: string;
  /** Of the report: which of its figures it counts for. */
  readonly counts: 'lost' | 'doubled' | 'early' | 'topic' | 'other';
  readonly violations: readonly string[];
}

type Assigned = Extract<RecordedEvent, { type: 'Assigned' }>;

export function check({ store, topic, identities, ledger, crashes, closedLanes }: Remains): Verdict[] {
  const events = store.flat().map(decodeEvent);
  const ofLanes = (check: (lane: number, documents: readonly string[]) => readonly Violation[]): string[] =>
    store.flatMap((documents, lane) => sentencesOf(check(lane, documents)));
  const entries = [...ledger.entries.values()];
  return [
    { question: 'no two people held one identity at a time', counts: 'doubled', violations: ofLanes(checkOneHolder) },
    {
      question: 'nobody was lent an identity too early, by the clock of those who asked',
      counts: 'early',
      violations: lentTooEarly(events, ledger),
    },
    {
      question: 'no lease ended early, and each is closed once',
      counts: 'early',
      violations: ofLanes((lane, documents) => checkNoEarlyExpiry(lane, documents, Infinity as never)),
    },
    { question: 'each command was decided once', counts: 'doubled', violations: decidedTwice(events) },
    { question: 'each command has one answer', counts: 'doubled', violations: ledger.contradicting },
    { question: 'every answer is one that the contract has', counts: 'other', violations: ledger.unexpected },
    {
      question: 'every command was answered in the end',
      counts: 'lost',
      violations: ledger
        .unanswered()
        .map(({ type, commandId, over }) => `${type} ${commandId} over ${over} was never answered`),
    },
    { question: 'all that was acknowledged is in the store', counts: 'lost', violations: notKept(events, entries) },
    {
      question: 'the history is whole: no gap, no change, no time that goes back',
      counts: 'lost',
      violations: ofLanes(checkChain),
    },
    {
      question: 'the stock is what the history says',
      counts: 'other',
      violations: ofLanes((lane, documents) => checkConservation(lane, documents, identities[lane] ?? [])),
    },
    {
      question: 'the topic, read with read_committed, is the store byte for byte',
      counts: 'topic',
      violations: ofLanes((lane, documents) => checkTopicEqualsStore(lane, documents, topic[lane] ?? [])),
    },
    { question: 'no lane had to be closed', counts: 'other', violations: closedLanes },
    { question: 'no process of the service has ended by itself', counts: 'other', violations: crashes },
  ];
}

/** Each acknowledged lending is an event, with its identity; each acknowledged prolongation too, with its bound. */
export function notKept(events: readonly RecordedEvent[], entries: readonly Entry[]): string[] {
  const assigned = new Map(assignedOf(events).map((event) => [event.data.assignmentId as string, event]));
  const prolonged = new Map(
    events.flatMap((event) => (event.type === 'Prolonged' ? [[event.data.commandId as string, event]] : [])),
  );
  return entries.flatMap(({ command, told }) => {
    if (told === undefined || told.status >= 300) return [];
    const about = `${command.type} ${command.commandId}`;
    const lent = assigned.get(told.assignmentId ?? '');
    if (lent === undefined) return [`${about} was acknowledged, and there is no assignment ${told.assignmentId}`];
    if (lent.data.impi !== told.impi) return [`${about} was told ${told.impi}, on record is ${lent.data.impi}`];
    if (told.status === 201 && lent.data.commandId !== command.commandId) {
      return [`${about} was told of ${told.assignmentId}, which was made for ${lent.data.commandId}`];
    }
    if (command.type !== 'Prolong') return [];
    const event = prolonged.get(command.commandId);
    if (event === undefined) return [`${about} was acknowledged, and is not on record`];
    const bound = toIso(event.data.reassignableAt);
    return bound === told.reassignableAt ? [] : [`${about} was told ${told.reassignableAt}, on record is ${bound}`];
  });
}

/** A command that two events name as what caused them. An expiry or a closing goes before what it makes room for. */
export function decidedTwice(events: readonly RecordedEvent[]): string[] {
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
 * By the clock of this process, which nobody stepped: between the moment at which one client asked and the moment at which the
 * next holder of the same identity had its answer lies the lifetime, less what clocks may differ. A lease that the eP-CSCF
 * ended, and one that its own holder took back, says nothing here.
 */
export function lentTooEarly(events: readonly RecordedEvent[], ledger: Ledger): string[] {
  const lifetimes = new Map(pools.map(({ poolId, securityLifetimeSeconds }) => [poolId, securityLifetimeSeconds]));
  const excused = new Set<string>();
  const boundFrom = new Map<string, number>();
  const latest = new Map<string, Assigned>();
  const found: string[] = [];
  for (const event of events) {
    if (event.type === 'Released' && (event.data.by === 'ep-cscf' || event.data.ground === 'taken-back')) {
      excused.add(event.data.assignmentId);
    } else if (event.type === 'Prolonged') {
      const asked = ledger.entries.get(event.data.commandId)?.command.sentAt;
      if (asked !== undefined) boundFrom.set(event.data.assignmentId, asked);
    } else if (event.type === 'Assigned') {
      const entry = ledger.entries.get(event.data.commandId);
      const before = latest.get(event.data.impi);
      latest.set(event.data.impi, event);
      if (entry !== undefined) boundFrom.set(event.data.assignmentId, entry.command.sentAt);
      if (before === undefined || excused.has(before.data.assignmentId)) continue;
      const [from, at] = [boundFrom.get(before.data.assignmentId), entry?.told?.at];
      const lifetimeMs = ((lifetimes.get(event.data.poolId) ?? 0) - 2 * skewSeconds) * 1_000;
      if (from === undefined || at === undefined || at - from >= lifetimeMs) continue;
      found.push(
        `${event.data.impi} was lent as ${before.data.assignmentId} and ${Math.round(at - from)} ms later as ${event.data.assignmentId}`,
      );
    }
  }
  return found;
}

function assignedOf(events: readonly RecordedEvent[]): Assigned[] {
  return events.filter((event) => event.type === 'Assigned');
}
