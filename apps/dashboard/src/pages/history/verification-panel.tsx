import './history.css';
import { useSyncExternalStore } from 'react';
import type { TrustedKeys } from '../../chain/trusted-keys.js';
import { nameOf } from '../../chain/trusted-keys.js';
import { useService } from '../../service/use-service.js';
import { ServiceLaneSource } from '../../service/service-lane-source.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount, formatSeconds } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';
import type { LaneHead, VerificationView } from './history-verification.js';
import { HistoryVerification } from './history-verification.js';
import { LaneTable } from './lane-table.js';

/** One for the window's life: it continues while another page is shown. */
const verification = new HistoryVerification();

interface VerificationPanelProps {
  /** Undefined: only the chain is followed. */
  readonly using: TrustedKeys | undefined;
  readonly heads: readonly LaneHead[];
}

/** The verification of all lanes, and what it found. */
export function VerificationPanel({ using, heads }: VerificationPanelProps) {
  const service = useService();
  const view = useSyncExternalStore(verification.subscribe, verification.view);
  const source = new ServiceLaneSource(service);
  const hasSameKeys = view.keys === (using === undefined ? null : nameOf(using));
  return (
    <Panel
      title="Verification in this browser"
      flush
      actions={
        <Actions
          view={view}
          canContinue={hasSameKeys}
          onStart={() => void verification.start(source, using, heads)}
          onContinue={() => void verification.continue(source, using)}
          onStop={() => verification.stop()}
        />
      }
    >
      <div>
        {view.status !== 'idle' && <Progress view={view} hasSameKeys={hasSameKeys} />}
        {view.error !== undefined && <ErrorState title="The verification was interrupted" error={view.error} />}
        {view.status === 'idle' ? (
          <EmptyState title="Not verified yet">
            The page reads every event, computes its SHA-256 over the bytes as stored, follows the chain of each lane,
            and compares it with the signed checkpoints. It can be stopped and continued.
          </EmptyState>
        ) : (
          <LaneTable lanes={view.lanes} isRunning={view.status === 'running'} />
        )}
      </div>
    </Panel>
  );
}

interface ActionsProps {
  readonly view: VerificationView;
  readonly canContinue: boolean;
  readonly onStart: () => void;
  readonly onContinue: () => void;
  readonly onStop: () => void;
}

function Actions({ view: { status }, canContinue, onStart, onContinue, onStop }: ActionsProps) {
  if (status === 'running') return <Button onClick={onStop}>Stop</Button>;
  return (
    <>
      {status === 'stopped' && canContinue && (
        <Button kind="primary" onClick={onContinue}>
          Continue
        </Button>
      )}
      <Button kind={status === 'stopped' && canContinue ? 'plain' : 'primary'} onClick={onStart}>
        {status === 'idle' ? 'Verify the history' : 'Verify again'}
      </Button>
    </>
  );
}

function Progress({ view, hasSameKeys }: { readonly view: VerificationView; readonly hasSameKeys: boolean }) {
  const { status, lanes, eventsPerSecond } = view;
  const total = lanes.reduce((sum, { head }) => sum + head, 0);
  const done = lanes.reduce(
    (sum, { place, head, isDone }) => sum + (isDone ? head : Math.min(place.position, head)),
    0,
  );
  const left = eventsPerSecond > 0 ? formatSeconds((total - done) / eventsPerSecond) : '–';
  return (
    <div className="verification-head panel-inset">
      <progress className="verification-bar" max={Math.max(1, total)} value={done} aria-label="Events verified" />
      <p>
        <Verdict view={view} /> {formatCount(done)} of {formatCount(total)} events
        {status === 'running' && `, ${formatCount(eventsPerSecond)} a second, ${left} left`}.
        {!hasSameKeys && ' This was done with other keys than the present ones: verify again.'}
      </p>
    </div>
  );
}

function Verdict({ view: { status, lanes, keys } }: { readonly view: VerificationView }) {
  const isFaulty = lanes.some(({ fault, badCheckpoints }) => fault !== undefined || badCheckpoints > 0);
  if (isFaulty) return <Badge tone="bad">The history was altered</Badge>;
  if (status === 'running') return <Badge tone="neutral">Verifying</Badge>;
  if (status !== 'done') return <Badge tone="warning">Stopped</Badge>;
  return keys === null ? (
    <Badge tone="warning">Unbroken, signatures not checked</Badge>
  ) : (
    <Badge tone="good">Every event is as it was recorded</Badge>
  );
}
