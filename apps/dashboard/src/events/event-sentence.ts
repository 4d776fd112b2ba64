import type { EventDocument, EventOf, ReceivedEvent } from './event-document.js';
import { isKnown } from './event-document.js';

/** What an event says, in plain words. Times are UTC, like the document's. */
export function eventSentence(event: ReceivedEvent): string {
  return isKnown(event) ? sentenceOf(event) : 'An event that this version of the page does not know: see its document.';
}

function sentenceOf(event: EventDocument): string {
  switch (event.type) {
    case 'Assigned':
    case 'Prolonged':
    case 'Released':
    case 'Expired':
    case 'HoldExtended':
    case 'IndicationIgnored':
      return leaseSentence(event);
    case 'IdentityImported':
      return `Imported into ${event.data.poolId} with ${counted(event.data.impus.length, 'public identity', 'public identities')}.`;
    case 'IdentitySuspended':
      return 'Suspended: it is not assigned again until it is resumed. A holder keeps it up to its bound.';
    case 'IdentityResumed':
      return 'Resumed: it can be assigned again.';
    case 'IdentityRetired':
      return 'Retired: it is never assigned again. A holder keeps it up to its bound.';
    case 'IdentityRevoked':
      return `Revoked (“${event.data.reason}”): assignable from ${timeIn(event, event.data.assignableAt)}, and not to its last holder first.`;
    case 'Refused':
      return `${event.data.poolId} refused ${counted(event.data.count, 'request', 'requests')}: ${words(event.data.reason)}.`;
    case 'OperatorProfileSet':
      return `Profile of ${event.data.operatorId} set (version ${event.data.version}): longest registration ${event.data.maxRegistrationSeconds} s, indications ${event.data.indications}.`;
    case 'AgreementSet':
      return `Agreement ${event.data.agreementId} set (version ${event.data.version}, ${event.data.status}): security lifetime ${event.data.securityLifetimeSeconds} s, quarantine ${event.data.quarantineSeconds} s.`;
    case 'PoolSet':
      return poolSentence(event);
  }
}

type LeaseEventType = 'Assigned' | 'Prolonged' | 'Released' | 'Expired' | 'HoldExtended' | 'IndicationIgnored';

function leaseSentence(event: EventOf<LeaseEventType>): string {
  switch (event.type) {
    case 'Assigned': {
      const { subjectKind, subjectId, tokenExpiresAt, reassignableAt, takenBack } = event.data;
      const verb = takenBack === true ? 'Assigned again to' : 'Assigned to';
      return `${verb} ${subjectKind} holder ${shortId(subjectId)}: token until ${timeIn(event, tokenExpiresAt)}, bound ${timeIn(event, reassignableAt)}.`;
    }
    case 'Prolonged': {
      const { tokenSequence, tokenExpiresAt, reassignableAt } = event.data;
      const token = tokenSequence === undefined ? 'a new token' : `token ${tokenSequence}`;
      return `Prolonged for the same holder: ${token} until ${timeIn(event, tokenExpiresAt)}, bound ${timeIn(event, reassignableAt)}.`;
    }
    case 'Released':
      return releaseSentence(event);
    case 'Expired':
      return `The bound passed at ${timeIn(event, event.data.reassignableAt)}: the holder's use is over. Assignable from ${timeIn(event, event.data.assignableAt)}.`;
    case 'HoldExtended': {
      const why =
        event.data.restored === true ? 'back to its full bound' : `by profile version ${event.data.operatorVersion}`;
      return `Bound moved to ${timeIn(event, event.data.reassignableAt)} ${why}.`;
    }
    case 'IndicationIgnored':
      return `An indication of ${event.data.indicatedBy} changed nothing: ${words(event.data.reason)}.`;
  }
}

function releaseSentence(event: EventOf<'Released'>): string {
  const { by, ground, reassignableAt } = event.data;
  const bound = timeIn(event, reassignableAt);
  switch (ground) {
    case 'token-refused':
      return `Freed: the eP-CSCF refuses every token of the holder, and no contact remains. Bound ${bound}.`;
    case 'token-dead':
      return `Freed: the eP-CSCF saw no contact when every token was dead. Bound ${bound}.`;
    case 'token-alive':
      return `Freed by the eP-CSCF by the rule of version 0.1, while a token was alive. Bound ${bound}.`;
    case 'taken-back':
      return 'Closed, because the same holder takes the identity back.';
    case undefined:
      return `Released by ${by === 'wwsf' ? 'the WWSF' : 'the IMS operator'}: a hint, the bound ${bound} stays.`;
  }
}

function poolSentence({ data }: EventOf<'PoolSet'>): string {
  const state = data.agreementInfeasible === true ? ': the agreement leaves no usable token, nothing is assigned' : '';
  return `Terms of ${data.poolId} set: agreement ${data.agreementId} version ${data.agreementVersion}, token ${data.tokenLifetimeSeconds} s of ${data.securityLifetimeSeconds} s${state}.`;
}

/** Enough of an opaque id to tell two apart. */
export function shortId(id: string | null): string {
  return id === null ? 'unknown' : id.slice(0, 8);
}

/** A code in kebab-case as words. */
function words(code: string): string {
  return code.replaceAll('-', ' ');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The date only where it is not that of the event. */
function timeIn({ time }: ReceivedEvent | EventDocument, instant: string): string {
  const [day, clock = ''] = instant.split('T');
  const seconds = clock.slice(0, 8);
  return time.startsWith(`${day ?? ''}T`) ? seconds : `${day ?? ''} ${seconds}`;
}
