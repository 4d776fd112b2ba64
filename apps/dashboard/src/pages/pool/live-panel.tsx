import { useCallback, useState } from 'react';
import { EventTable } from '../../events/event-table.js';
import { type LiveEvent, isOfPool } from '../../events/event-window.js';
import { useLiveEvents } from '../../events/use-live-events.js';
import { Badge } from '../../ui/badge.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';

interface LivePanelProps {
  readonly poolId: string;
}

const shownMax = 12;

/** The newest events of the pool, as they are recorded. */
export function LivePanel({ poolId }: LivePanelProps) {
  const [attempt, setAttempt] = useState(0);
  const ofPool = useCallback(({ event }: LiveEvent) => isOfPool(event, poolId), [poolId]);
  const { window, status, error } = useLiveEvents(attempt, ofPool);
  const events = window.kept.slice(0, shownMax);
  const texts = new Map(events.map(({ event, text }) => [event.id, text]));
  return (
    <Panel
      title="Live"
      flush
      actions={
        error === undefined && (
          <Badge tone={status.kind === 'connected' ? 'good' : 'warning'}>
            {status.kind === 'connected' ? 'connected' : 'connecting'}
          </Badge>
        )
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
              <EmptyState title="No event of this pool yet">
                An assignment, a release or an expiry is shown as soon as it is recorded.
                {window.received > 0 && ` Other events that were received: ${formatCount(window.received)}.`}
              </EmptyState>
            }
            foot={
              window.matched > events.length
                ? `The newest ${events.length} of ${formatCount(window.matched)} events since you opened the page`
                : undefined
            }
          />
        </div>
      )}
    </Panel>
  );
}
