import type { Answers } from '../../service/answers.js';
import { useAnswer } from '../../service/use-answer.js';
import { useSession } from '../../session/use-session.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import { ClosedLanes } from './closed-lanes.js';
import { HealthFigures } from './health-figures.js';
import { IntakeTable } from './intake-table.js';
import { laneRows } from './lane-rows.js';
import { LaneTable } from './lane-table.js';

const everyMs = 5_000;

/** Whether the service works, and what to do where it does not. */
export function HealthPage() {
  const { roles } = useSession();
  const ready = useAnswer('/health/ready', { everyMs });
  const readsLanes = roles.has('auditor') || roles.has('analyst');
  const lanes = useAnswer('/v1/lanes', { everyMs, enabled: readsLanes });
  return (
    <PageLayout
      title="Health"
      intro="The process that serves this page, and the lanes of its database. Events are stored in lanes, published to Kafka by the relay, and counted by the projector."
    >
      {ready.data === undefined ? (
        <Panel title="Status">
          {ready.error === null ? (
            <Loading what="the status" lines={8} />
          ) : (
            <ErrorState title="Could not load the status" error={ready.error} onRetry={() => void ready.refetch()} />
          )}
        </Panel>
      ) : (
        <Status ready={ready.data} heads={lanes.data?.lanes} error={ready.error ?? lanes.error} />
      )}
    </PageLayout>
  );
}

interface StatusProps {
  readonly ready: Answers['/health/ready'];
  readonly heads: Answers['/v1/lanes']['lanes'] | undefined;
  /** The latest attempt failed: what is shown is older. */
  readonly error: Error | null;
}

function Status({ ready, heads, error }: StatusProps) {
  const rows = laneRows(ready, heads);
  return (
    <>
      {error !== null && <ErrorState title="The figures below are not current" error={error} />}
      <HealthFigures ready={ready} rows={rows} />
      <ClosedLanes rows={rows} />
      <Panel title="Lanes" flush>
        <LaneTable rows={rows} />
      </Panel>
      <Panel title="Commands over Kafka" flush>
        <IntakeTable intake={ready.intake} />
      </Panel>
    </>
  );
}
