import type { IndicationAnswer, IndicationGround, IndicationIgnoredReason } from '../commands/indication-answer.js';
import type { Outcome } from '../commands/outcome.js';
import type { IdentityEvent, RecordedEvent } from '../events/domain-event.js';
import type { Assignment } from '../identity/assignment.js';
import { assignmentOf } from '../identity/assignment.js';
import type { Identity, IdentityNumber } from '../identity/identity.js';
import type { SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { evolve } from './evolve.js';

/** An assignment as its own events leave it, in order, its `Assigned` first; undefined where they are another's. */
export function assignmentFrom(history: readonly RecordedEvent[], now: Instant): Assignment | undefined {
  const identity = identityFrom(history);
  return identity === undefined ? undefined : assignmentOf(identity, now);
}

/** The identity as the assignment's own events left it; its stock is not told by them. */
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
 * The answer that the last of these events was, as it was given then.
 * @param history the assignment's events up to and with the one that names the command
 */
export function outcomeFrom(history: readonly RecordedEvent[]): Outcome {
  const event = history.at(-1);
  if (event?.type === 'IndicationIgnored') {
    return { kind: 'indicated', answer: ignoredAnswer(event.data.reason, event.data.reassignableAt) };
  }
  if (event?.type === 'Released' && event.data.by === 'ep-cscf') {
    const { reassignableAt, effectiveAt } = event.data;
    // Version 0.1 brought bounds forward to an instant to come: that freed nothing, and was taken back.
    if (reassignableAt > effectiveAt)
      return { kind: 'indicated', answer: ignoredAnswer('token-alive', reassignableAt) };
    const reason = event.data.ground as IndicationGround;
    return { kind: 'indicated', answer: { effect: 'reassignable', reason, reassignableAt } };
  }
  const assignment = event === undefined ? undefined : assignmentFrom(history, event.recordedAt);
  if (event === undefined || assignment === undefined) throw new Error('an answer needs the events of its assignment');
  switch (event.type) {
    case 'Assigned':
      return { kind: 'assigned', assignment };
    case 'Prolonged':
      return { kind: 'prolonged', assignment };
    case 'Released':
      return { kind: 'released', assignment };
    default:
      throw new Error(`${event.type} is nobody's answer`);
  }
}

/** The subject of an `Assigned` event; undefined for any other event. */
export function assignedTo({ type, data }: RecordedEvent): SubjectId | undefined {
  return type === 'Assigned' ? data.subjectId : undefined;
}

/** Reasons that version 0.1 recorded, and what they are called now. */
const formerReasons: Readonly<Record<string, IndicationIgnoredReason>> = {
  'wrong-operator': 'unknown-identity',
  'already-scheduled': 'token-alive',
};

function ignoredAnswer(recorded: IndicationIgnoredReason, bound: Instant | null): IndicationAnswer {
  const reason = formerReasons[recorded] ?? recorded;
  return { effect: 'ignored', reason, reassignableAt: reason === 'unknown-identity' ? null : bound };
}
