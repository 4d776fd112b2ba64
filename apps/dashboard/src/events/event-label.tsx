import '../ui/state-label.css';
import './event-label.css';
import type { EventType } from './event-document.js';

/** Types by what they do to an identity: each kind has a colour, the state's where it leads to one. */
const kinds: Readonly<Partial<Record<string, string>>> = {
  Assigned: 'state-assigned',
  Prolonged: 'state-assigned',
  Released: 'state-held',
  HoldExtended: 'state-held',
  Expired: 'state-quarantined',
  IdentityImported: 'state-assignable',
  IdentityResumed: 'state-assignable',
  IdentitySuspended: 'state-suspended',
  IdentityRetired: 'state-retired',
  IdentityRevoked: 'event-bad',
  Refused: 'event-bad',
} satisfies Partial<Record<EventType, string>>;

/** The type of an event, with the colour of what it does. */
export function EventLabel({ type }: { readonly type: string }) {
  return (
    <span className="state-label">
      <span className={`state-swatch ${kinds[type] ?? 'event-other'}`} aria-hidden="true" />
      {type}
    </span>
  );
}
