import { Badge } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { formatCount } from '../../ui/formats.js';
import type { LaneVerification } from './history-verification.js';

interface LaneTableProps {
  readonly lanes: readonly LaneVerification[];
  readonly isRunning: boolean;
}

/** How far each lane is verified, and where it was altered. */
export function LaneTable({ lanes, isRunning }: LaneTableProps) {
  const current = isRunning ? lanes.find(({ isDone }) => !isDone)?.lane : undefined;
  const columns: readonly Column<LaneVerification>[] = [
    { key: 'lane', title: 'Lane', cell: ({ lane }) => lane },
    { key: 'progress', title: 'Progress', cell: LaneBar, minor: true },
    { key: 'verified', title: 'Verified', cell: ({ place }) => formatCount(place.position), number: true },
    { key: 'head', title: 'Events', cell: ({ head }) => formatCount(head), number: true, minor: true },
    { key: 'signed', title: 'Signed', cell: ({ place }) => formatCount(place.signedUpTo), number: true },
    { key: 'result', title: 'Result', cell: (lane) => <Result lane={lane} isCurrent={lane.lane === current} /> },
  ];
  return (
    <DataTable
      caption="Verification of each lane"
      rows={lanes}
      rowKey={({ lane }) => lane}
      columns={columns}
      empty={<EmptyState title="No lanes" />}
    />
  );
}

function LaneBar({ lane, place, head }: LaneVerification) {
  if (head === 0) return null;
  return <progress className="lane-bar" max={head} value={place.position} aria-label={`Lane ${lane} verified`} />;
}

function Result({ lane, isCurrent }: { readonly lane: LaneVerification; readonly isCurrent: boolean }) {
  const { fault, badCheckpoints, isDone, head } = lane;
  if (fault !== undefined) {
    return (
      <span className="lane-fault">
        Position {formatCount(fault.position)} {fault.kind}: {fault.sentence}
      </span>
    );
  }
  if (badCheckpoints > 0) {
    const what = badCheckpoints === 1 ? 'checkpoint is' : 'checkpoints are';
    return (
      <span className="lane-fault">
        {formatCount(badCheckpoints)} {what} not signed with this key
      </span>
    );
  }
  if (isDone) return head === 0 ? <span className="muted">No events</span> : <Badge tone="good">Unaltered</Badge>;
  return isCurrent ? <Badge tone="neutral">Verifying</Badge> : <span className="muted">Waiting</span>;
}
