import type { IdentityAnswer } from '@allocator/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { keepReason, lastReason } from '../../audit/last-reason.js';
import { ReasonField } from '../../audit/reason-field.js';
import { eventsIn } from '../../events/event-document.js';
import { useService } from '../../service/use-service.js';
import { Button } from '../../ui/button.js';
import { ErrorState } from '../../ui/error-state.js';
import { Field, FieldRow } from '../../ui/field.js';
import { formatCount } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { Panel } from '../../ui/panel.js';
import { utcSeconds } from '../../ui/utc-text.js';
import { IdentityLife } from './identity-life.js';
import { type TimeSpanKey, beginOf, timeSpans } from './time-spans.js';

/** Events of one request: the most that the service answers. */
const pageMax = 1_000;

interface Read {
  readonly reason: string;
  readonly from: string | undefined;
}

/** The life of an identity as auditors see it: all of it, read for a reason that is recorded. */
export function AuditedTimeline({ identity }: { readonly identity: IdentityAnswer }) {
  const [read, setRead] = useState<Read | null>(null);
  return (
    <>
      <Panel title="Read the timeline">
        <TimelineForm
          onRead={(reason, span) => {
            keepReason(reason);
            setRead({ reason, from: beginOf(span, Date.now()) });
          }}
        />
      </Panel>
      {read !== null && <Timeline identity={identity} read={read} />}
    </>
  );
}

function TimelineForm({ onRead }: { readonly onRead: (reason: string, span: TimeSpanKey) => void }) {
  const [reason, setReason] = useState(lastReason());
  const [span, setSpan] = useState<TimeSpanKey>('week');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onRead(reason.trim(), span);
  };
  return (
    <form onSubmit={submit}>
      <FieldRow>
        <ReasonField value={reason} onChange={setReason} />
        <Field label="Events of" hint="A lease that began before is not shown.">
          {(control) => (
            <select {...control} value={span} onChange={({ target }) => setSpan(spanNamed(target.value))}>
              {timeSpans.map(({ key, title }) => (
                <option key={key} value={key}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button kind="primary" submits>
          Read the timeline
        </Button>
      </FieldRow>
    </form>
  );
}

interface TimelineProps {
  readonly identity: IdentityAnswer;
  readonly read: Read;
}

function Timeline({ identity, read: { reason, from } }: TimelineProps) {
  const service = useService();
  const { impi } = identity;
  const timeline = useInfiniteQuery({
    queryKey: ['timeline', impi, from, reason],
    initialPageParam: 0,
    queryFn: ({ pageParam: after, signal }) =>
      service.get('/v1/audit/identities/{impi}/timeline', {
        params: { impi },
        query: { from, after, limit: pageMax, reason },
        signal,
      }),
    getNextPageParam: ({ next }) => next,
    // Each read is recorded: it happens when the auditor asks for it, and only then.
    staleTime: Infinity,
    retry: false,
  });
  if (timeline.isPending) return <Loading what="the timeline" lines={10} />;
  if (timeline.data === undefined) {
    return (
      <ErrorState title="Could not read the timeline" error={timeline.error} onRetry={() => void timeline.refetch()} />
    );
  }
  const events = timeline.data.pages.flatMap((page) => eventsIn(page.events));
  const last = events.at(-1);
  const readUntil = timeline.hasNextPage && last !== undefined ? Date.parse(last.time) : undefined;
  return (
    <>
      {timeline.hasNextPage && (
        <Panel title="There is more">
          <div className="panel-head-actions">
            <p>
              The first {formatCount(events.length)} events are shown, up to {utcSeconds(readUntil)}. Later ones follow.
            </p>
            <Button disabled={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
              {timeline.isFetchingNextPage ? 'Reading' : 'Read the next events'}
            </Button>
          </div>
          {timeline.isFetchNextPageError && <ErrorState title="Could not read them" error={timeline.error} />}
        </Panel>
      )}
      <p className="muted">
        The events as of {utcSeconds(timeline.dataUpdatedAt)} UTC. Read the timeline again for later ones.
      </p>
      <IdentityLife events={events} readUntil={readUntil} identity={identity} now={timeline.dataUpdatedAt} />
    </>
  );
}

function spanNamed(name: string): TimeSpanKey {
  return timeSpans.find(({ key }) => key === name)?.key ?? 'week';
}
