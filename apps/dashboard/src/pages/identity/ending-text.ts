import type { LeaseEnding, LeaseLife } from '../../events/lease-life.js';
import { boundOf } from '../../events/lease-life.js';
import type { UnreadEnd } from '../../events/unread-end.js';
import { utcSeconds } from '../../ui/utc-text.js';

const endings: Readonly<Record<LeaseEnding, string>> = {
  open: 'In use',
  released: 'Released, held up to its bound',
  expired: 'Its bound passed',
  'tokens-refused': 'Freed: tokens refused',
  'tokens-dead': 'Freed: tokens dead',
  'freed-early': 'Freed by the rule of version 0.1',
  'taken-back': 'Taken back by its holder',
  revoked: 'Revoked',
};

/**
 * Why a lease ended, or that it is in use.
 * @param now when its events were read, in milliseconds since 1970
 */
export function endingText(lease: LeaseLife, now: number): string {
  const { ending, unread } = lease;
  if (unread !== undefined) return unreadText(ending, unread);
  // The bound ends the use by itself: `Expired` is recorded later.
  const isOver = (ending === 'open' || ending === 'released') && boundOf(lease) <= now;
  return endings[isOver ? 'expired' : ending];
}

function unreadText(ending: LeaseEnding, { readUntil, present }: UnreadEnd): string {
  const known = ending === 'open' ? 'Not read to its end' : `${endings[ending]}; not read to its end`;
  const read = `${known} (events up to ${utcSeconds(readUntil)})`;
  if (present === undefined) return read;
  const isHeld = present.state === 'assigned' || present.state === 'held';
  return `${read}: ${isHeld ? `${present.state} now` : 'over now'}`;
}
