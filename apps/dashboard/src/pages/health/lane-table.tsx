import { Badge, type Tone } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { formatCount } from '../../ui/formats.js';
import type { LaneRow } from './lane-rows.js';

type RelayState = NonNullable<LaneRow['relay']>['state'];

const relayTones: Readonly<Record<RelayState, Tone>> = {
  publishing: 'good',
  standby: 'neutral',
  failing: 'bad',
  halted: 'bad',
};

const columns: readonly Column<LaneRow>[] = [
  { key: 'lane', title: 'Lane', cell: ({ lane }) => lane, sortKey: ({ lane }) => lane },
  {
    key: 'decides',
    title: 'Decides',
    cell: ({ closed }) => (closed === null ? <Badge tone="good">open</Badge> : <Badge tone="bad">closed</Badge>),
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
    title: 'Lag',
    number: true,
    cell: ({ lag }) => (lag === null ? '–' : formatCount(lag)),
    sortKey: ({ lag }) => lag,
  },
  {
    key: 'position',
    title: 'Last event',
    number: true,
    cell: ({ position }) => (position === null ? '–' : formatCount(position)),
    sortKey: ({ position }) => position,
  },
  {
    key: 'projection',
    title: 'Projection',
    minor: true,
    cell: ({ isProjected }) => (isProjected ? 'follows' : <Badge tone="bad">stopped</Badge>),
    sortKey: ({ isProjected }) => (isProjected ? 1 : 0),
  },
  { key: 'reason', title: 'Reason', minor: true, cell: ({ relay }) => relay?.reason ?? '' },
];

/** The lanes that this process knows. */
export function LaneTable({ rows }: { readonly rows: readonly LaneRow[] }) {
  return (
    <DataTable
      caption="Lanes"
      rows={rows}
      rowKey={({ lane }) => lane}
      columns={columns}
      sortedBy={{ column: 'lane', direction: 'ascending' }}
      empty={
        <EmptyState title="No lane is known here">
          This process publishes nothing, and your role may not read the lanes. A closed lane would be shown.
        </EmptyState>
      }
    />
  );
}
