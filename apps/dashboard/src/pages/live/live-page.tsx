import './live.css';
import { useCallback, useMemo, useState } from 'react';
import { countsText, noMatchText } from '../../events/counts-text.js';
import type { ReceivedEvent } from '../../events/event-document.js';
import { EventTable } from '../../events/event-table.js';
import type { PageProps } from '../../routing/page-props.js';
import { replaceSearch } from '../../routing/replace-search.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import type { EventWindow, LiveEvent } from '../../events/event-window.js';
import { type EventFilter, isEmpty, matches, withFilter } from '../../events/event-window.js';
import { LiveFilter } from './live-filter.js';
import { LiveStatus } from './live-status.js';
import { useLiveEvents } from '../../events/use-live-events.js';

/** Rows at a time: more cannot be read while they move. */
const rowsMax = 100;

/** Events as they are recorded. */
export function LivePage({ search }: PageProps) {
  const [attempt, setAttempt] = useState(0);
  const [type, pool, impi] = [search.get('type') ?? '', search.get('pool') ?? '', search.get('impi') ?? ''];
  const filter = useMemo(() => ({ type, pool, impi }), [type, pool, impi]);
  const matcher = useCallback((live: LiveEvent) => matches(live, filter), [filter]);
  const { window, status, error } = useLiveEvents(attempt, matcher);
  const [paused, setPaused] = useState<EventWindow | null>(null);
  const shown = useMemo(() => {
    if (paused === null) return window;
    return paused.matches === matcher ? paused : withFilter(paused, matcher);
  }, [paused, window, matcher]);
  const rows = shown.kept.slice(0, rowsMax);
  const texts = new Map(rows.map(({ event, text }) => [event.id, text]));
  const waiting = window.received - shown.received;
  return (
    <PageLayout
      title="Live"
      intro="Events of every pool that you may see, as they are recorded. After a lost connection the stream continues without a gap."
      actions={
        <>
          <LiveStatus status={error === undefined ? status : undefined} paused={paused !== null} waiting={waiting} />
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
        <LiveFilter filter={filter} onChange={nameInAddress} />
      </Panel>
      <Panel title="Events" flush>
        <EventTable
          caption="Events, the newest first"
          subjects
          events={rows.map(({ event }) => event)}
          textOf={({ id }: ReceivedEvent) => texts.get(id)}
          empty={<NoEvents window={shown} />}
          foot={countsText(shown, !isEmpty(filter), rowsMax).map((text) => (
            <span key={text}>{text}</span>
          ))}
        />
      </Panel>
    </PageLayout>
  );
}

function NoEvents({ window }: { readonly window: EventWindow }) {
  if (window.received === 0) {
    return (
      <EmptyState title="No events yet">
        An event is shown as soon as it is recorded: an assignment, a release, an expiry.
      </EmptyState>
    );
  }
  const { title, text } = noMatchText(window);
  return <EmptyState title={title}>{text}</EmptyState>;
}

function nameInAddress({ type, pool, impi }: EventFilter): void {
  replaceSearch({ type: type || undefined, pool: pool || undefined, impi: impi || undefined });
}
