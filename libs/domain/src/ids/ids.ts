/** Branded names: a pool id cannot be passed where an operator id is wanted, and nothing is paid for it at run time. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A lane's number, 0 to lanes - 1. A lane has one writer at a time and its own gapless event sequence. */
export type Lane = Brand<number, 'Lane'>;
/** Place of an event in its lane: 1 for the first, without gaps. */
export type Position = Brand<number, 'Position'>;
/** Milliseconds since 1970-01-01T00:00:00Z, always a whole number, always of the database's clock. */
export type Instant = Brand<number, 'Instant'>;
/** SHA-256 in lower-case hex (64 digits). */
export type Hash = Brand<string, 'Hash'>;

export type PoolId = Brand<string, 'PoolId'>;
export type OperatorId = Brand<string, 'OperatorId'>;
export type AgreementId = Brand<string, 'AgreementId'>;
export type WwsfId = Brand<string, 'WwsfId'>;
/** A UUID the caller chose; it has one outcome in its lane (P3). */
export type CommandId = Brand<string, 'CommandId'>;
/** The id of an assignment's `Assigned` event: `<lane>-<position>`. */
export type AssignmentId = Brand<string, 'AssignmentId'>;
/** Opaque name of a user; the WWSF's own reference to the user is kept apart and can be erased. */
export type SubjectId = Brand<string, 'SubjectId'>;
/** Private User Identity, canonical `username@realm` (TS 23.003 clause 13.3). */
export type Impi = Brand<string, 'Impi'>;
/** Public User Identity, canonical SIP or tel URI (TS 23.003 clause 13.4). */
export type Impu = Brand<string, 'Impu'>;

/** An event's id: where it stands. */
export function eventId(lane: Lane, position: Position): AssignmentId {
  return `${lane}-${position}` as AssignmentId;
}

/** Reads `<lane>-<position>`; undefined for anything that no event could be called. */
export function parseEventId(id: string): { lane: Lane; position: Position } | undefined {
  const match = /^(0|[1-9]\d{0,4})-([1-9]\d{0,15})$/.exec(id);
  if (match === null) return undefined;
  const position = Number(match[2]);
  if (!Number.isSafeInteger(position)) return undefined;
  return { lane: Number(match[1]) as Lane, position: position as Position };
}
