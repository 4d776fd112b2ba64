import './identity-page.css';
import type { IdentityAnswer } from '@allocator/contracts';
import { useState } from 'react';
import { IdentityChangeDialog } from '../../identity-actions/identity-change-dialog.js';
import { hrefTo, pathTo } from '../../routing/hash-location.js';
import type { PageProps } from '../../routing/page-props.js';
import { useAnswer } from '../../service/use-answer.js';
import { NotForRole } from '../../session/not-for-role.js';
import { useMay } from '../../session/use-may.js';
import { useSession } from '../../session/use-session.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import { Stat, StatRow } from '../../ui/stat.js';
import { StateLabel } from '../../ui/state-label.js';
import { utcSeconds } from '../../ui/utc-text.js';
import { AuditedTimeline } from './audited-timeline.js';
import { type IdentityView, identityView } from './identity-view.js';
import { LatestLease } from './latest-lease.js';

const refreshMs = 10_000;

/** One identity: what it is now, and its life. */
export function IdentityPage({ params: { poolId = '', impi = '' } }: PageProps) {
  const identity = useAnswer('/v1/pools/{poolId}/identities/{impi}', { params: { poolId, impi }, everyMs: refreshMs });
  const view = identityView(useSession().roles);
  return (
    <PageLayout
      title={impi}
      intro={view.intro}
      above={{ title: poolId, href: hrefTo(pathTo('/pools/{poolId}', { poolId })) }}
      actions={identity.data !== undefined && <Change identity={identity.data} />}
    >
      {identity.isPending && <Loading what="the identity" lines={3} />}
      {identity.isError && (
        <ErrorState
          title="Could not load the identity"
          error={identity.error}
          onRetry={() => void identity.refetch()}
        />
      )}
      {identity.data !== undefined && (
        <>
          <Facts identity={identity.data} />
          <Life identity={identity.data} kind={view.kind} />
        </>
      )}
    </PageLayout>
  );
}

/** What the IMS operator can do to it. */
function Change({ identity }: { readonly identity: IdentityAnswer }) {
  const isOperator = useMay('ims-operator');
  const [isOpen, setOpen] = useState(false);
  if (!isOperator) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>Change</Button>
      {isOpen && <IdentityChangeDialog identity={identity} onClose={() => setOpen(false)} />}
    </>
  );
}

function Facts({ identity }: { readonly identity: IdentityAnswer }) {
  const { state, stock, generation, impus, reassignableAt, assignableAt } = identity;
  const stateLabel = <StateLabel state={state} />;
  return (
    <>
      <StatRow>
        <Stat
          title="State"
          figure={<span className="identity-state">{stateLabel}</span>}
          note={stock === state ? undefined : `stock: ${stock}`}
        />
        <Stat title="Generation" figure={formatCount(generation)} note="assignments until now" />
        <Stat title="Bound of its latest holder" figure={<Instant iso={reassignableAt} />} />
        <Stat
          title="Assignable to another holder from"
          figure={<Instant iso={generation === 0 ? null : assignableAt} />}
        />
      </StatRow>
      <Panel title={impus.length === 1 ? 'Public identity' : `${formatCount(impus.length)} public identities`}>
        <ul>
          {impus.map((impu) => (
            <li key={impu} className="fixed">
              {impu}
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function Instant({ iso }: { readonly iso: string | null }) {
  const [day, clock] = utcSeconds(iso).split(' ');
  return (
    <>
      {clock ?? day}
      {clock !== undefined && <small className="identity-day">{day}</small>}
    </>
  );
}

interface LifeProps {
  readonly identity: IdentityAnswer;
  readonly kind: IdentityView['kind'];
}

function Life({ identity, kind }: LifeProps) {
  const { assignmentId } = identity;
  switch (kind) {
    case 'timeline':
      return <AuditedTimeline identity={identity} />;
    case 'latest-lease':
      return assignmentId === null ? (
        <EmptyState title="Never assigned">It has had no holder: there is no life to show yet.</EmptyState>
      ) : (
        <LatestLease identity={identity} assignmentId={assignmentId} />
      );
    case 'state':
      return (
        <Panel title="Leases">
          <NotForRole what="the leases of an identity, its holders and tokens" path="/v1/events" />
        </Panel>
      );
  }
}
