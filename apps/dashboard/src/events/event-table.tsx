import './event-viewer.css';
import { type ReactNode, useState } from 'react';
import { type Column, DataTable } from '../ui/data-table.js';
import { utcText } from '../ui/utc-text.js';
import type { ReceivedEvent } from './event-document.js';
import { EventLabel } from './event-label.js';
import { eventSentence } from './event-sentence.js';
import { EventViewer } from './event-viewer.js';

interface EventTableProps {
  readonly caption: string;
  readonly events: readonly ReceivedEvent[];
  /** The stored text of an event, where the page has it. */
  readonly textOf?: (event: ReceivedEvent) => string | undefined;
  /** With the subject of each event: where they are of several. */
  readonly subjects?: boolean;
  readonly empty: ReactNode;
  readonly foot?: ReactNode;
}

/** Events in plain words; each opens its document. */
export function EventTable({ caption, events, textOf, subjects = false, empty, foot }: EventTableProps) {
  const [opened, setOpened] = useState<ReceivedEvent | null>(null);
  const columns: readonly Column<ReceivedEvent>[] = [
    {
      key: 'time',
      title: 'Recorded (UTC)',
      cell: ({ time }) => <EventTime time={time} />,
    },
    {
      key: 'event',
      title: 'Event',
      cell: (event) => (
        <span className={subjects ? 'event-cell event-cell-subject' : 'event-cell'}>
          <button type="button" className="event-open" onClick={() => setOpened(event)}>
            <EventLabel type={event.type} />
            <span className="unseen">: open {event.id}</span>
          </button>
          {subjects && <span className="fixed">{event.subject}</span>}
          <span>{eventSentence(event)}</span>
        </span>
      ),
    },
    { key: 'place', title: 'Lane-position', cell: ({ id }) => id, number: true, minor: true },
  ];
  return (
    <div>
      <DataTable caption={caption} rows={events} rowKey={({ id }) => id} columns={columns} empty={empty} foot={foot} />
      {opened !== null && <EventViewer event={opened} text={textOf?.(opened)} onClose={() => setOpened(null)} />}
    </div>
  );
}

function EventTime({ time }: { readonly time: string }) {
  const [day, clock] = utcText(time).split(' ');
  return (
    <span className="event-time">
      <span className="muted">{day}</span> <b>{clock}</b>
    </span>
  );
}
