import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SignedCheckpoint } from '../../chain/signed-checkpoint.js';
import { readCheckpoint, unverifiedCheckpoint } from '../../chain/signed-checkpoint.js';
import type { TrustedKeys } from '../../chain/trusted-keys.js';
import { nameOf } from '../../chain/trusted-keys.js';
import { useAnswer } from '../../service/use-answer.js';
import { Badge } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { Field } from '../../ui/field.js';
import { formatCount } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { Pager } from '../../ui/pager.js';
import { Panel } from '../../ui/panel.js';
import { useKeysetPages } from '../../ui/use-keyset-pages.js';
import { utcText } from '../../ui/utc-text.js';
import type { LaneHead } from './history-verification.js';

const pageSize = 20;

interface ReadRow {
  readonly position: number;
  readonly stated: SignedCheckpoint | undefined;
  readonly isValid: boolean;
}

interface CheckpointsPanelProps {
  readonly lanes: readonly LaneHead[];
  readonly using: TrustedKeys | undefined;
}

/** The signed checkpoints of a lane, each with its signature checked. */
export function CheckpointsPanel({ lanes, using }: CheckpointsPanelProps) {
  const [lane, setLane] = useState(lanes.find(({ position }) => position > 0)?.lane ?? 0);
  const paging = useKeysetPages(`checkpoints ${lane}`);
  const after = Number(paging.pages.after ?? 0);
  const page = useAnswer('/v1/checkpoints', { query: { lane, after, limit: pageSize } });
  const rows = useQuery({
    queryKey: ['read-checkpoints', page.data?.checkpoints, using && nameOf(using)],
    queryFn: () => Promise.all((page.data?.checkpoints ?? []).map((each) => readRow(each, using))),
    enabled: page.data !== undefined,
    staleTime: Infinity,
  });
  const next = page.data?.next ?? null;
  return (
    <Panel title="Checkpoints" flush actions={<LaneChoice lanes={lanes} lane={lane} onChange={setLane} />}>
      <div>
        {page.isError && (
          <ErrorState title="Could not load the checkpoints" error={page.error} onRetry={() => void page.refetch()} />
        )}
        {(page.isPending || rows.isPending) && !page.isError && <Loading what="the checkpoints" lines={6} />}
        {rows.data !== undefined && (
          <DataTable
            caption={`Checkpoints of lane ${lane}`}
            rows={rows.data}
            rowKey={({ position }) => position}
            columns={columnsFor(using)}
            empty={
              <EmptyState title="No checkpoints">
                A lane gets one after its next events, if the service has a key for them (<code>CHECKPOINT_KEY</code>).
              </EmptyState>
            }
            foot={<Pager paging={paging} next={next === null ? null : String(next)} busy={page.isFetching} />}
          />
        )}
      </div>
    </Panel>
  );
}

function columnsFor(using: TrustedKeys | undefined): readonly Column<ReadRow>[] {
  return [
    { key: 'position', title: 'Position', cell: ({ position }) => formatCount(position) },
    { key: 'time', title: 'Of an event recorded (UTC)', cell: ({ stated }) => utcText(stated?.time) },
    {
      key: 'hash',
      title: 'Hash',
      cell: ({ stated }) => <span className="fixed">{stated?.hash ?? '–'}</span>,
      minor: true,
    },
    { key: 'signature', title: 'Signature', cell: (row) => <Signature row={row} isChecked={using !== undefined} /> },
  ];
}

function Signature({ row, isChecked }: { readonly row: ReadRow; readonly isChecked: boolean }) {
  if (!isChecked) return <span className="muted">Not checked</span>;
  return row.isValid ? <Badge tone="good">Valid</Badge> : <Badge tone="bad">Not of a trusted key</Badge>;
}

async function readRow(
  { lane, position, jws }: { readonly lane: number; readonly position: number; readonly jws: string },
  using: TrustedKeys | undefined,
): Promise<ReadRow> {
  const signed = using && (await readCheckpoint(jws, using));
  const isValid = signed?.lane === lane && signed.position === position;
  return { position, stated: unverifiedCheckpoint(jws), isValid };
}

interface LaneChoiceProps {
  readonly lanes: readonly LaneHead[];
  readonly lane: number;
  readonly onChange: (lane: number) => void;
}

function LaneChoice({ lanes, lane, onChange }: LaneChoiceProps) {
  return (
    <Field label="Lane">
      {(control) => (
        <select {...control} value={lane} onChange={({ target }) => onChange(Number(target.value))}>
          {lanes.map((each) => (
            <option key={each.lane}>{each.lane}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
