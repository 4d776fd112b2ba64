import type { Brand } from './brand.js';
import type { Lane } from './lane.js';

/** Number of an event within its lane: 1, 2, 3 and so on, without gaps. */
export type Position = Brand<number, 'Position'>;
/** SHA-256 in lower-case hex (64 digits). */
export type Hash = Brand<string, 'Hash'>;

export type PoolId = Brand<string, 'PoolId'>;
export type OperatorId = Brand<string, 'OperatorId'>;
export type AgreementId = Brand<string, 'AgreementId'>;
export type WwsfId = Brand<string, 'WwsfId'>;
/** A UUID that the caller chooses. It has one outcome in its lane (P3). */
export type CommandId = Brand<string, 'CommandId'>;
/** The id of an assignment's `Assigned` event: `<lane>-<position>`. */
export type AssignmentId = Brand<string, 'AssignmentId'>;
/** Opaque name of a user. The WWSF's own reference to the user is stored separately and can be erased. */
export type SubjectId = Brand<string, 'SubjectId'>;
/** Private User Identity, canonical `username@realm` (TS 23.003 clause 13.3). */
export type Impi = Brand<string, 'Impi'>;
/** Public User Identity, canonical SIP or tel URI (TS 23.003 clause 13.4). */
export type Impu = Brand<string, 'Impu'>;

/** `<lane>-<position>`: the id of the event at that position, and of the assignment if the event is an `Assigned`. */
export function eventId(lane: Lane, position: Position): AssignmentId {
  return `${lane}-${position}` as AssignmentId;
}

/** Parses `<lane>-<position>`; undefined for any text that cannot be an event id. */
export function parseEventId(id: string): { readonly lane: Lane; readonly position: Position } | undefined {
  const match = /^(0|[1-9]\d{0,4})-([1-9]\d{0,15})$/.exec(id);
  if (match === null) return undefined;
  const position = Number(match[2]);
  if (!Number.isSafeInteger(position)) return undefined;
  return { lane: Number(match[1]) as Lane, position: position as Position };
}
