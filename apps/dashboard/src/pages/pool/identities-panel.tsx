import type { IdentityAnswer } from '@allocator/contracts';
import { Suspense, lazy, useState } from 'react';
import { isHeld } from '../../identity-actions/identity-action.js';
import { hrefTo, pathTo } from '../../routing/hash-location.js';
import { useAnswer } from '../../service/use-answer.js';
import { useMay } from '../../session/use-may.js';
import { Button } from '../../ui/button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { utcSeconds } from '../../ui/utc-text.js';
import { type IdentityState, identityStates } from '../../ui/identity-state.js';
import { Loading } from '../../ui/loading.js';
import { Pager } from '../../ui/pager.js';
import { Panel } from '../../ui/panel.js';
import { StateLabel } from '../../ui/state-label.js';
import { useKeysetPages } from '../../ui/use-keyset-pages.js';
import { IdentitiesFilter } from './identities-filter.js';

/** Loaded when it is opened: the page is shown without it. */
const IdentityChangeDialog = lazy(async () => ({
  default: (await import('../../identity-actions/identity-change-dialog.js')).IdentityChangeDialog,
}));

interface IdentitiesPanelProps {
  readonly poolId: string;
  readonly search: URLSearchParams;
}

const pageItems = 15;
const identitiesEveryMs = 10_000;

/** The pool's identities, a page at a time: the size of the pool costs nothing. */
export function IdentitiesPanel({ poolId, search }: IdentitiesPanelProps) {
  const state = identityStates.find((name) => name === search.get('state'));
  const paging = useKeysetPages(`${poolId} ${state ?? ''}`);
  const { data, dataUpdatedAt, error, isPlaceholderData, refetch } = useAnswer('/v1/pools/{poolId}/identities', {
    params: { poolId },
    query: { state, after: paging.pages.after, limit: pageItems },
    everyMs: identitiesEveryMs,
  });
  const [changed, setChanged] = useState<IdentityAnswer | null>(null);
  const isOperator = useMay('ims-operator');
  const columns = [...identityColumns(dataUpdatedAt), ...(isOperator ? [actionColumn(setChanged)] : [])];
  return (
    <>
      <Panel title="Identities" flush>
        <IdentitiesFilter poolId={poolId} state={state} />
        {data === undefined ? (
          error === null ? (
            <Loading what="the identities" lines={pageItems} />
          ) : (
            <ErrorState title="Could not load the identities" error={error} onRetry={() => void refetch()} />
          )
        ) : (
          <div aria-busy={isPlaceholderData}>
            <DataTable
              caption="Identities of the pool"
              cards
              rows={data.items}
              rowKey={({ impi }) => impi}
              columns={columns}
              empty={<NoIdentities state={state} />}
              foot={
                <>
                  <span className="muted">{formatCount(pageItems)} a page</span>
                  <Pager paging={paging} next={data.next} busy={isPlaceholderData} />
                </>
              }
            />
          </div>
        )}
      </Panel>
      <Suspense>
        {changed !== null && <IdentityChangeDialog identity={changed} onClose={() => setChanged(null)} />}
      </Suspense>
    </>
  );
}

function NoIdentities({ state }: { readonly state: IdentityState | undefined }) {
  if (state !== undefined) return <EmptyState title={`No ${state} identities`}>Choose another state above.</EmptyState>;
  return (
    <EmptyState title="No identities">The IMS operator imports them: CSV or NDJSON, an identity a line.</EmptyState>
  );
}

/** @param nowMs when the identities were read, in milliseconds since 1970 */
function identityColumns(nowMs: number): readonly Column<IdentityAnswer>[] {
  return [
    {
      key: 'impi',
      title: 'IMPI',
      cell: ({ poolId, impi, impus }) => (
        <>
          <a href={hrefTo(pathTo('/pools/{poolId}/identities/{impi}', { poolId, impi }))}>{impi}</a>
          <div className="muted small">{impus.join(', ')}</div>
        </>
      ),
    },
    { key: 'state', title: 'State', cell: ({ state }) => <StateLabel state={state} /> },
    {
      key: 'generation',
      title: 'Generation',
      number: true,
      minor: true,
      cell: ({ generation }) => formatCount(generation),
    },
    {
      key: 'bound',
      title: 'Holder keeps it until (UTC)',
      cell: (identity) => (isHeld(identity, nowMs) ? utcSeconds(identity.reassignableAt) : '–'),
    },
    {
      key: 'assignable',
      title: 'Assignable from (UTC)',
      cell: ({ stock, state, assignableAt }) => {
        if (stock !== 'active') return '–';
        return state === 'assignable' ? 'now' : utcSeconds(assignableAt);
      },
    },
  ];
}

function actionColumn(onChange: (identity: IdentityAnswer) => void): Column<IdentityAnswer> {
  return {
    key: 'change',
    title: 'Actions',
    cell: (identity) => (
      <Button aria-label={`Change ${identity.impi}`} onClick={() => onChange(identity)}>
        Change
      </Button>
    ),
  };
}
