import type { AnswerType, eventData } from '@allocator/contracts';

export type EventType = keyof typeof eventData;

/** The members that documents of all types have. */
interface Envelope {
  readonly id: string;
  /** The IMPI, or the pool, agreement or operator. */
  readonly subject: string;
  /** When it was recorded. */
  readonly time: string;
  readonly lane: number;
  readonly position: number;
}

/** An event document of one of the given types. */
export type EventOf<Type extends EventType> = Type extends EventType
  ? Envelope & { readonly type: Type; readonly data: AnswerType<(typeof eventData)[Type]> }
  : never;

export type EventDocument = EventOf<EventType>;

/** An event as it was received: a document of a type that this page does not know is shown all the same. */
export interface ReceivedEvent extends Envelope {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every published type. */
export const eventTypes: Readonly<Record<EventType, true>> = {
  Assigned: true,
  Prolonged: true,
  Released: true,
  Expired: true,
  HoldExtended: true,
  IndicationIgnored: true,
  Refused: true,
  IdentityImported: true,
  IdentitySuspended: true,
  IdentityResumed: true,
  IdentityRetired: true,
  IdentityRevoked: true,
  OperatorProfileSet: true,
  AgreementSet: true,
  PoolSet: true,
};

/** Undefined if the text is not an event document. */
export function readEvent(text: string): ReceivedEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The service's own documents have the published members of their type. */
export function isKnown(event: ReceivedEvent): event is EventDocument {
  return event.type in eventTypes;
}

/** The events among the documents of an answer. */
export function eventsIn(documents: readonly unknown[]): readonly ReceivedEvent[] {
  return documents.filter(isEvent);
}

function isEvent(value: unknown): value is ReceivedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, subject, time, lane, position, data } = value as Readonly<Record<string, unknown>>;
  return (
    [id, type, subject, time].every((member) => typeof member === 'string') &&
    [lane, position].every((member) => typeof member === 'number') &&
    typeof data === 'object' &&
    data !== null
  );
}
