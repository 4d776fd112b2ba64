import { useState } from 'react';
import { EventTable } from '../../events/event-table.js';
import { useLiveEvents } from '../../events/use-live-events.js';
import { Badge } from '../../ui/badge.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { Panel } from '../../ui/panel.js';

interface LivePanelProps {
  readonly poolId: string;
}

const shownMax = 12;

/** The newest events of the pool, as they are recorded. */
export function LivePanel({ poolId }: LivePanelProps) {
  const [attempt, setAttempt] = useState(0);
  const { window, status, error } = useLiveEvents(attempt);
  const events = window.kept.filter(({ event }) => event.data['poolId'] === poolId).slice(0, shownMax);
  const texts = new Map(events.map(({ event, text }) => [event.id, text]));
  return (
    <Panel
      title="Live"
      flush
      actions={
        <Badge tone={status.kind === 'connected' ? 'good' : 'warning'}>
          {status.kind === 'connected' ? 'connected' : 'connecting'}
        </Badge>
      }
    >
      {error !== undefined ? (
        <ErrorState title="The stream has ended" error={error} onRetry={() => setAttempt(attempt + 1)} />
      ) : (
        <div>
          <EventTable
            caption={`Newest events of ${poolId}`}
            subjects
            events={events.map(({ event }) => event)}
            textOf={({ id }) => texts.get(id)}
            empty={
              <EmptyState title="No event since you opened the page">
                An assignment, a release or an expiry is shown as soon as it is recorded.
              </EmptyState>
            }
          />
        </div>
      )}
    </Panel>
  );
}
