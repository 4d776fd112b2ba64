import { shortId } from '../../events/event-sentence.js';
import type { LeaseLife } from '../../events/lease-life.js';
import { boundOf, extensionsOf, isBoundKnown, quarantineEndOf } from '../../events/lease-life.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { formatCount } from '../../ui/formats.js';
import { utcSeconds } from '../../ui/utc-text.js';
import { endingText } from './ending-text.js';

const rowsMax = 200;

interface LeaseTableProps {
  readonly leases: readonly LeaseLife[];
  readonly selected: LeaseLife | undefined;
  /** When the events were read, in milliseconds since 1970. */
  readonly now: number;
  readonly onSelect: (lease: LeaseLife) => void;
}

/** The leases, the newest first. */
export function LeaseTable({ leases, selected, now, onSelect }: LeaseTableProps) {
  const columns: readonly Column<LeaseLife>[] = [
    {
      key: 'generation',
      title: 'Generation',
      cell: (lease) => (
        <button type="button" className="event-open" aria-pressed={lease === selected} onClick={() => onSelect(lease)}>
          {lease.generation}
        </button>
      ),
    },
    { key: 'holder', title: 'Holder', cell: Holder },
    { key: 'assigned', title: 'Assigned (UTC)', cell: ({ assignedAt }) => utcSeconds(assignedAt), oneLine: true },
    { key: 'bound', title: 'Bound (UTC)', cell: (lease) => boundText(lease, boundOf(lease)), oneLine: true },
    {
      key: 'assignable',
      title: 'Assignable from (UTC)',
      cell: (lease) => boundText(lease, quarantineEndOf(lease)),
      oneLine: true,
      minor: true,
    },
    { key: 'tokens', title: 'Tokens', cell: ({ tokens }) => formatCount(tokens.length), number: true },
    {
      key: 'moves',
      title: 'Moves',
      cell: (lease) => formatCount(extensionsOf(lease).length),
      number: true,
      minor: true,
    },
    { key: 'ending', title: 'Why it ended', cell: (lease) => endingText(lease, now) },
  ];
  const rows = leases.slice(-rowsMax).toReversed();
  const foot =
    leases.length > rowsMax ? `The newest ${formatCount(rowsMax)} of ${formatCount(leases.length)} leases` : undefined;
  return (
    <div>
      <DataTable
        caption="Leases, the newest first"
        rows={rows}
        rowKey={({ assignmentId }) => assignmentId}
        columns={columns}
        empty={<EmptyState title="No leases">No assignment of this identity began in this time.</EmptyState>}
        foot={foot}
      />
    </div>
  );
}

function boundText(lease: LeaseLife, instant: number): string {
  return isBoundKnown(lease) ? utcSeconds(instant) : 'not read';
}

function Holder({ subjectId, subjectKind }: LeaseLife) {
  return (
    <span title={subjectId}>
      <span className="fixed">{shortId(subjectId)}</span> <span className="muted">{subjectKind}</span>
    </span>
  );
}
