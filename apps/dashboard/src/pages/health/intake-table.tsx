import type { Answers } from '../../service/answers.js';
import { Badge } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { formatCount } from '../../ui/formats.js';

type Ready = Answers['/health/ready'];
type Count = NonNullable<Ready['intake']>[number];
type Failure = NonNullable<Answers['/v1/health']['commands']>['failures'][number];

function State({ state }: Pick<Count, 'state'>) {
  return <Badge tone={state === 'failing' ? 'warning' : 'bad'}>{state}</Badge>;
}

const failureColumns: readonly Column<Failure>[] = [
  { key: 'wwsf', title: 'WWSF', cell: ({ wwsfId }) => <code>{wwsfId}</code>, sortKey: ({ wwsfId }) => wwsfId },
  { key: 'state', title: 'State', cell: State, sortKey: ({ state }) => state },
  { key: 'reason', title: 'Reason', cell: ({ reason }) => reason },
];

const countColumns: readonly Column<Count>[] = [
  { key: 'state', title: 'State', cell: State, sortKey: ({ state }) => state },
  {
    key: 'wwsfs',
    title: 'WWSFs',
    number: true,
    cell: ({ wwsfs }) => formatCount(wwsfs),
    sortKey: ({ wwsfs }) => wwsfs,
  },
];

const caption = 'WWSFs whose commands are not consumed';
const allConsumed = <EmptyState title="The commands of every WWSF are consumed" />;

interface IntakeTableProps {
  readonly status: Ready;
  /** Undefined: not read yet, or not for the user's roles. Then they are counted, not named. */
  readonly failures: readonly Failure[] | undefined;
}

/** WWSFs whose commands over Kafka are not consumed. */
export function IntakeTable({ status: { ready, intake }, failures }: IntakeTableProps) {
  if (!ready) return <EmptyState title="Unknown while the process is not ready" />;
  if (intake === undefined) {
    return (
      <EmptyState title="This process consumes no commands">Kafka is off, or another process consumes them.</EmptyState>
    );
  }
  // Both are of the process that answered, which can be two: then the count is shown, and not that all is well.
  if (failures !== undefined && (failures.length > 0 || intake.length === 0)) {
    return (
      <DataTable
        caption={caption}
        rows={failures}
        rowKey={({ wwsfId }) => wwsfId}
        columns={failureColumns}
        empty={allConsumed}
      />
    );
  }
  return (
    <DataTable
      caption={caption}
      rows={intake}
      rowKey={({ state }) => state}
      columns={countColumns}
      empty={allConsumed}
    />
  );
}
