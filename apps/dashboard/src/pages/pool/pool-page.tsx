import './pool-page.css';
import { Suspense, lazy, useState } from 'react';
import { hrefTo } from '../../routing/hash-location.js';
import type { PageProps } from '../../routing/page-props.js';
import { useAnswer } from '../../service/use-answer.js';
import { NotForRole } from '../../session/not-for-role.js';
import { readersOf } from '../../session/readers-of.js';
import { useMay } from '../../session/use-may.js';
import { Button } from '../../ui/button.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import { ActivityPanel } from './activity-panel.js';
import { ForecastPanel } from './forecast-panel.js';
import { IdentitiesPanel } from './identities-panel.js';
import { LivePanel } from './live-panel.js';
import { PoolFigures } from './pool-figures.js';
import { TermsPanel } from './terms-panel.js';

/** Loaded when they are opened: the page is shown without them. */
const ImportDialog = lazy(async () => ({ default: (await import('../../imports/import-dialog.js')).ImportDialog }));
const PoolTermsDialog = lazy(async () => ({
  default: (await import('../../terms/pool-terms-dialog.js')).PoolTermsDialog,
}));

const above = { title: 'Pools', href: hrefTo('/pools') };

/** One pool: its identities, its terms, its demand and its forecast. */
export function PoolPage({ params, search }: PageProps) {
  const poolId = params['poolId'] ?? '';
  const { data: pool, error, refetch } = useAnswer('/v1/pools/{poolId}', { params: { poolId } });
  const [opened, setOpened] = useState<'terms' | 'import' | null>(null);
  const isOperator = useMay('ims-operator');
  const mayForecast = useMay(...readersOf['/v1/analytics/pools/{poolId}/forecast']);
  const mayEvents = useMay(...readersOf['/v1/events']);
  if (pool === undefined) {
    return (
      <PageLayout title={poolId} above={above}>
        {error === null ? (
          <Loading what="the pool" lines={12} />
        ) : (
          <ErrorState title="Could not load the pool" error={error} onRetry={() => void refetch()} />
        )}
      </PageLayout>
    );
  }
  return (
    <PageLayout
      title={poolId}
      above={above}
      intro={`Agreement ${pool.agreementId}, lane ${String(pool.lane)}, version ${String(pool.version)}`}
      actions={
        isOperator && (
          <>
            <Button onClick={() => setOpened('import')}>Import identities</Button>
            <Button onClick={() => setOpened('terms')}>Change terms</Button>
          </>
        )
      }
    >
      <PoolFigures poolId={poolId} />
      <ActivityPanel poolId={poolId} />
      <IdentitiesPanel poolId={poolId} search={search} />
      <TermsPanel pool={pool} />
      {mayForecast ? (
        <ForecastPanel poolId={poolId} />
      ) : (
        <Panel title="Forecast">
          <NotForRole what="the forecast of a pool" path="/v1/analytics/pools/{poolId}/forecast" />
        </Panel>
      )}
      {mayEvents ? (
        <LivePanel poolId={poolId} />
      ) : (
        <Panel title="Live">
          <NotForRole what="events" path="/v1/events" />
        </Panel>
      )}
      <Suspense>
        {opened === 'import' && <ImportDialog poolId={poolId} onClose={() => setOpened(null)} />}
        {opened === 'terms' && <PoolTermsDialog poolId={poolId} onClose={() => setOpened(null)} />}
      </Suspense>
    </PageLayout>
  );
}
