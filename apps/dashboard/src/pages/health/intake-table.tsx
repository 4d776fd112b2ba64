import type { Answers } from '../../service/answers.js';
import { Badge } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';

type Intake = NonNullable<Answers['/health/ready']['intake']>;

const columns: readonly Column<Intake[number]>[] = [
  { key: 'wwsf', title: 'WWSF', cell: ({ wwsfId }) => <code>{wwsfId}</code>, sortKey: ({ wwsfId }) => wwsfId },
  {
    key: 'state',
    title: 'State',
    cell: ({ state }) => <Badge tone={state === 'failing' ? 'warning' : 'bad'}>{state}</Badge>,
    sortKey: ({ state }) => state,
  },
  { key: 'reason', title: 'Reason', cell: ({ reason }) => reason },
];

/** WWSFs whose commands over Kafka are not consumed. */
export function IntakeTable({ intake }: { readonly intake: Intake | undefined }) {
  if (intake === undefined) {
    return (
      <EmptyState title="This process consumes no commands">Kafka is off, or another process consumes them.</EmptyState>
    );
  }
  return (
    <DataTable
      caption="WWSFs whose commands are not consumed"
      rows={intake}
      rowKey={({ wwsfId }) => wwsfId}
      columns={columns}
      empty={<EmptyState title="The commands of every WWSF are consumed" />}
    />
  );
}
