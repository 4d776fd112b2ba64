import { Badge, type Tone } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { formatCount, formatSeconds } from '../../ui/formats.js';
import type { LaneRow } from './lane-rows.js';

type RelayState = NonNullable<LaneRow['relay']>['state'];

const relayTones: Readonly<Record<RelayState, Tone>> = {
  publishing: 'good',
  standby: 'neutral',
  failing: 'bad',
  halted: 'bad',
};

const stateColumns: readonly Column<LaneRow>[] = [
  { key: 'lane', title: 'Lane', cell: ({ lane }) => lane, sortKey: ({ lane }) => lane },
  {
    key: 'decides',
    title: 'Decides',
    cell: ({ closed }) => {
      if (closed === undefined) return 'unknown';
      return closed === null ? <Badge tone="good">open</Badge> : <Badge tone="bad">closed</Badge>;
    },
    sortKey: ({ closed }) => (closed === null ? 1 : 0),
  },
  {
    key: 'relay',
    title: 'Relay',
    cell: ({ relay }) => (relay === null ? '–' : <Badge tone={relayTones[relay.state]}>{relay.state}</Badge>),
    sortKey: ({ relay }) => relay?.state ?? null,
  },
  {
    key: 'lag',
    title: 'Publication lag',
    number: true,
    cell: ({ lag }) => (lag === null ? '–' : formatCount(lag)),
    sortKey: ({ lag }) => lag,
  },
];

const figureColumns: readonly Column<LaneRow>[] = [
  {
    key: 'overdue',
    title: 'Expired late by',
    number: true,
    cell: ({ figures }) => (figures === null ? '–' : formatSeconds(figures.expiryOverdueSeconds)),
    sortKey: ({ figures }) => figures?.expiryOverdueSeconds ?? null,
  },
  {
    key: 'projection',
    title: 'Projection lag',
    number: true,
    cell: ({ figures, isStopped }) => {
      if (isStopped === true) return <Badge tone="bad">stopped</Badge>;
      return figures === null ? '–' : formatCount(figures.projectorLag);
    },
    sortKey: ({ figures }) => figures?.projectorLag ?? null,
  },
  {
    key: 'checkpoint',
    title: 'Unsigned events',
    number: true,
    minor: true,
    cell: ({ figures }) => (figures === null ? '–' : formatCount(figures.checkpointLag)),
    sortKey: ({ figures }) => figures?.checkpointLag ?? null,
  },
];

const projectionColumn: Column<LaneRow> = {
  key: 'projection',
  title: 'Projection',
  cell: ({ isStopped }) => {
    if (isStopped === undefined) return 'unknown';
    return isStopped ? <Badge tone="bad">stopped</Badge> : 'follows';
  },
  sortKey: ({ isStopped }) => (isStopped === true ? 0 : 1),
};

const reasonColumn: Column<LaneRow> = {
  key: 'reason',
  title: 'Reason',
  minor: true,
  cell: ({ relay }) => relay?.reason ?? '',
};

interface LaneTableProps {
  readonly isReady: boolean;
  readonly rows: readonly LaneRow[];
  /** Whether the user may read the figures of the lanes. */
  readonly readsFigures: boolean;
}

/** The lanes that this process knows. */
export function LaneTable({ isReady, rows, readsFigures }: LaneTableProps) {
  return (
    <DataTable
      caption="Lanes"
      rows={rows}
      rowKey={({ lane }) => lane}
      columns={[...stateColumns, ...(readsFigures ? figureColumns : [projectionColumn]), reasonColumn]}
      sortedBy={{ column: 'lane', direction: 'ascending' }}
      empty={
        isReady ? (
          <EmptyState title="No lane is known here">
            This process publishes nothing, and no figures of the lanes were read. A closed lane would be shown.
          </EmptyState>
        ) : (
          <EmptyState title="Unknown while the process is not ready" />
        )
      }
    />
  );
}
