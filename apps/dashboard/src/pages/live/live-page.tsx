import './live.css';
import { useState } from 'react';
import type { ReceivedEvent } from '../../events/event-document.js';
import { EventTable } from '../../events/event-table.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import type { EventWindow } from '../../events/event-window.js';
import { keptMax, matches, noFilter } from '../../events/event-window.js';
import { LiveFilter } from './live-filter.js';
import { LiveStatus } from './live-status.js';
import { useLiveEvents } from '../../events/use-live-events.js';

/** Rows at a time: more cannot be read while they move. */
const rowsMax = 100;

/** Events as they are recorded. */
export function LivePage() {
  const [attempt, setAttempt] = useState(0);
  const { window, status, error } = useLiveEvents(attempt);
  const [paused, setPaused] = useState<EventWindow | null>(null);
  const [filter, setFilter] = useState(noFilter);
  const shown = paused ?? window;
  const matching = shown.kept.filter((live) => matches(live, filter));
  const texts = new Map(matching.map(({ event, text }) => [event.id, text]));
  const waiting = window.received - shown.received;
  return (
    <PageLayout
      title="Live"
      intro="Events of every pool that you may see, as they are recorded. After a lost connection the stream continues without a gap."
      actions={
        <>
          <LiveStatus status={status} paused={paused !== null} waiting={waiting} />
          <Button aria-pressed={paused !== null} onClick={() => setPaused(paused === null ? window : null)}>
            {paused === null ? 'Pause' : 'Continue'}
          </Button>
        </>
      }
    >
      {error !== undefined && (
        <ErrorState title="The stream has ended" error={error} onRetry={() => setAttempt(attempt + 1)} />
      )}
      <Panel title="Filter">
        <LiveFilter filter={filter} onChange={setFilter} />
      </Panel>
      <Panel title="Events" flush>
        <EventTable
          caption="Events, the newest first"
          subjects
          events={matching.slice(0, rowsMax).map(({ event }) => event)}
          textOf={({ id }: ReceivedEvent) => texts.get(id)}
          empty={<NoEvents received={shown.received} />}
          foot={<Counts window={shown} matching={matching.length} />}
        />
      </Panel>
    </PageLayout>
  );
}

function NoEvents({ received }: { readonly received: number }) {
  return received === 0 ? (
    <EmptyState title="No events yet">
      An event is shown as soon as it is recorded: an assignment, a release, an expiry.
    </EmptyState>
  ) : (
    <EmptyState title="No event matches the filter">{formatCount(received)} were received.</EmptyState>
  );
}

function Counts({
  window: { kept, received, leftOut },
  matching,
}: {
  readonly window: EventWindow;
  readonly matching: number;
}) {
  const hidden = matching - Math.min(matching, rowsMax);
  return (
    <>
      <span>
        {formatCount(received)} received
        {matching < kept.length && `, ${formatCount(matching)} match the filter`}
        {hidden > 0 && `, ${formatCount(hidden)} older ones are not shown`}
      </span>
      {leftOut > 0 && (
        <span>
          {formatCount(leftOut)} older events were left out: the page keeps {formatCount(keptMax)}
        </span>
      )}
    </>
  );
}
