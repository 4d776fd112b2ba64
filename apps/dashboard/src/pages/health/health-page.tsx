import type { Answers } from '../../service/answers.js';
import { useAnswer } from '../../service/use-answer.js';
import { useMay } from '../../session/use-may.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import { ClosedLanes } from './closed-lanes.js';
import { healthAdvice } from './health-advice.js';
import { HealthFigures } from './health-figures.js';
import { IntakeTable } from './intake-table.js';
import { laneRows } from './lane-rows.js';
import { LaneTable } from './lane-table.js';
import { useUnsignedSeconds } from './use-unsigned-seconds.js';
import { WhatToDo } from './what-to-do.js';

const everyMs = 5_000;

/** Whether the service works, and what to do where it does not. */
export function HealthPage() {
  const ready = useAnswer('/health/ready', { everyMs });
  const readsFigures = useMay('ims-operator', 'auditor', 'analyst');
  const figures = useAnswer('/v1/health', { everyMs, enabled: readsFigures });
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
        <Status
          ready={ready.data}
          readsFigures={readsFigures}
          // Those that were read before are no figures of a process that is not ready.
          figures={ready.data.ready ? figures.data : undefined}
          readAtMs={figures.dataUpdatedAt}
          error={ready.error ?? figures.error}
        />
      )}
    </PageLayout>
  );
}

interface StatusProps {
  readonly ready: Answers['/health/ready'];
  readonly readsFigures: boolean;
  /** Undefined: not read yet, or not for the user's roles. */
  readonly figures: Answers['/v1/health'] | undefined;
  /** When the figures were read, in milliseconds since 1970. */
  readonly readAtMs: number;
  /** The latest attempt failed: what is shown is older. */
  readonly error: Error | null;
}

function Status({ ready, readsFigures, figures, readAtMs, error }: StatusProps) {
  const unsigned = useUnsignedSeconds(figures?.lanes, readAtMs);
  const rows = laneRows(ready, figures?.lanes, unsigned);
  return (
    <>
      {error !== null && <ErrorState title="The figures below are not current" error={error} />}
      <HealthFigures ready={ready} commands={figures?.commands} readsFigures={readsFigures} rows={rows} />
      <ClosedLanes rows={rows} />
      <WhatToDo advice={healthAdvice(ready, rows, figures?.commands)} />
      <Panel title="Lanes" flush>
        <LaneTable isReady={ready.ready} rows={rows} readsFigures={readsFigures} />
      </Panel>
      <Panel title="Commands over Kafka" flush>
        <IntakeTable status={ready} failures={figures?.commands?.failures} />
      </Panel>
    </>
  );
}
