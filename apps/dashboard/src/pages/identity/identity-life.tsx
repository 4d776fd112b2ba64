import { useState } from 'react';
import type { EventDocument, ReceivedEvent } from '../../events/event-document.js';
import { isKnown } from '../../events/event-document.js';
import { EventTable } from '../../events/event-table.js';
import { EventViewer } from '../../events/event-viewer.js';
import type { LeaseLife } from '../../events/lease-life.js';
import { leasesOf } from '../../events/lease-life.js';
import type { PresentLease } from '../../events/with-unread-end.js';
import { withUnreadEnd } from '../../events/with-unread-end.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Panel } from '../../ui/panel.js';
import { ChartLegend } from './chart-legend.js';
import { LeaseChart } from './lease-chart.js';
import { LeaseTable } from './lease-table.js';
import { LifeChart } from './life-chart.js';

const eventsShownMax = 300;

interface IdentityLifeProps {
  /** Of the identity, by position. */
  readonly events: readonly ReceivedEvent[];
  /** Up to when they were read, if there are later ones, in milliseconds since 1970. */
  readonly readUntil: number | undefined;
  readonly identity: PresentLease;
  readonly now: number;
}

/** The life of an identity from its events: all leases, one of them in detail, and the events. */
export function IdentityLife({ events, readUntil, identity, now }: IdentityLifeProps) {
  const leases = withUnreadEnd(leasesOf(events.filter(isKnown)), readUntil, identity);
  const [selectedId, select] = useState<string | null>(null);
  const [opened, open] = useState<EventDocument | null>(null);
  const selected = leases.find(({ assignmentId }) => assignmentId === selectedId) ?? leases.at(-1);
  const choose = ({ assignmentId }: LeaseLife): void => select(assignmentId);
  return (
    <>
      {selected !== undefined && (
        <>
          <Panel title={leases.length === 1 ? 'Life: one lease' : `Life: ${leases.length} leases`}>
            <LifeChart leases={leases} selected={selected} now={now} onSelect={choose} />
          </Panel>
          <Panel
            title={`Lease of generation ${selected.generation}`}
            actions={<Neighbours leases={leases} selected={selected} onSelect={choose} />}
          >
            <LeaseChart lease={selected} now={now} onOpen={open} />
            <ChartLegend leases={leases} />
          </Panel>
        </>
      )}
      <Panel title="Leases" flush>
        <LeaseTable leases={leases} selected={selected} now={now} onSelect={choose} />
      </Panel>
      <Events all={events} lease={selected} />
      {opened !== null && <EventViewer event={opened} onClose={() => open(null)} />}
    </>
  );
}

interface NeighboursProps {
  readonly leases: readonly LeaseLife[];
  readonly selected: LeaseLife;
  readonly onSelect: (lease: LeaseLife) => void;
}

function Neighbours({ leases, selected, onSelect }: NeighboursProps) {
  const index = leases.indexOf(selected);
  const earlier = leases[index - 1];
  const later = leases[index + 1];
  return (
    <>
      <Button disabled={earlier === undefined} onClick={() => earlier !== undefined && onSelect(earlier)}>
        Earlier lease
      </Button>
      <Button disabled={later === undefined} onClick={() => later !== undefined && onSelect(later)}>
        Later lease
      </Button>
    </>
  );
}

interface EventsProps {
  readonly all: readonly ReceivedEvent[];
  readonly lease: LeaseLife | undefined;
}

function Events({ all, lease }: EventsProps) {
  const [isAll, setAll] = useState(false);
  const ofLease = lease !== undefined && !isAll;
  const events = (ofLease ? lease.events : all).toReversed();
  const shown = events.slice(0, eventsShownMax);
  return (
    <Panel
      title={ofLease ? `Events of generation ${lease.generation}` : 'Events'}
      flush
      actions={
        lease !== undefined && (
          <Button aria-pressed={isAll} onClick={() => setAll(!isAll)}>
            All events of the identity
          </Button>
        )
      }
    >
      <EventTable
        caption="Events, the newest first"
        events={shown}
        empty={<EmptyState title="No events">None was recorded in this time.</EmptyState>}
        foot={shown.length < events.length ? `The newest ${shown.length} of ${events.length} events` : undefined}
      />
    </Panel>
  );
}
