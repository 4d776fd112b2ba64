import type { IndicationAnswer, IndicationGround, IndicationIgnoredReason } from '../commands/indication-answer.js';
import type { Outcome } from '../commands/outcome.js';
import type { IdentityEvent, RecordedEvent } from '../events/domain-event.js';
import type { Assignment } from '../identity/assignment.js';
import { assignmentOf } from '../identity/assignment.js';
import type { Identity, IdentityNumber } from '../identity/identity.js';
import type { SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { evolve } from './evolve.js';

/**
 * The assignment after its events.
 * @param history in order, its `Assigned` first
 * @returns undefined if the first event is not an `Assigned`
 */
export function assignmentFrom(history: readonly RecordedEvent[], now: Instant): Assignment | undefined {
  const identity = identityFrom(history);
  return identity === undefined ? undefined : assignmentOf(identity, now);
}

/** The identity after the assignment's events. Its stock is not known from them and is `active` here. */
export function identityFrom(history: readonly RecordedEvent[]): Identity | undefined {
  const [first, ...others] = history;
  if (first?.type !== 'Assigned') return undefined;
  const { data } = first;
  let identity: Identity = evolve(
    {
      number: 0 as IdentityNumber,
      poolId: data.poolId,
      impi: data.impi,
      impus: data.impus,
      generation: data.generation - 1,
      stock: 'active',
      assignableAt: data.effectiveAt,
      keptFrom: null,
      holding: { status: 'never-assigned' },
    },
    first,
  );
  for (const event of others) {
    if (event.type === 'Assigned') break;
    if (isOf(event, data.assignmentId)) identity = evolve(identity, event);
  }
  return identity;
}

function isOf(event: RecordedEvent, assignmentId: string): event is RecordedEvent<IdentityEvent> {
  return event.type !== 'IndicationIgnored' && 'assignmentId' in event.data && event.data.assignmentId === assignmentId;
}

/**
 * The outcome that the last of these events recorded, as it was answered then.
 * @param history the assignment's events up to the one that names the command, that one included
 */
export function outcomeFrom(history: readonly RecordedEvent[]): Outcome {
  const event = history.at(-1);
  if (event?.type === 'IndicationIgnored') {
    return { kind: 'indicated', answer: ignoredAnswer(event.data.reason, event.data.reassignableAt) };
  }
  if (event?.type === 'Released' && event.data.by === 'ep-cscf') {
    const { reassignableAt, effectiveAt } = event.data;
    // Version 0.1 moved bounds to an instant in the future: that freed nothing and was reversed.
    if (reassignableAt > effectiveAt)
      return { kind: 'indicated', answer: ignoredAnswer('token-alive', reassignableAt) };
    const reason = event.data.ground as IndicationGround;
    return { kind: 'indicated', answer: { effect: 'reassignable', reason, reassignableAt } };
  }
  const assignment = event === undefined ? undefined : assignmentFrom(history, event.recordedAt);
  if (event === undefined || assignment === undefined) throw new Error('an outcome needs the events of its assignment');
  switch (event.type) {
    case 'Assigned':
      return { kind: 'assigned', assignment };
    case 'Prolonged':
      return { kind: 'prolonged', assignment };
    case 'Released':
      return { kind: 'released', assignment };
    case 'Expired':
    case 'HoldExtended':
    case 'Refused':
    case 'IdentityImported':
    case 'IdentitySuspended':
    case 'IdentityResumed':
    case 'IdentityRetired':
    case 'IdentityRevoked':
    case 'OperatorProfileSet':
    case 'AgreementSet':
    case 'PoolSet':
      throw new Error(`${event.type} is not the outcome of a command on an assignment`);
  }
}

/** The subject of an `Assigned` event; undefined for any other event. */
export function assignedTo({ type, data }: RecordedEvent): SubjectId | undefined {
  return type === 'Assigned' ? data.subjectId : undefined;
}

/** Reasons in events of version 0.1, with their present names. */
const formerReasons: Readonly<Record<string, IndicationIgnoredReason>> = {
  'wrong-operator': 'unknown-identity',
  'already-scheduled': 'token-alive',
};

function ignoredAnswer(recorded: IndicationIgnoredReason, bound: Instant | null): IndicationAnswer {
  const reason = formerReasons[recorded] ?? recorded;
  return { effect: 'ignored', reason, reassignableAt: reason === 'unknown-identity' ? null : bound };
}
