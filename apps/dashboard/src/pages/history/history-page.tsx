import { useState } from 'react';
import type { PinnedKey } from '../../chain/pinned-key.js';
import { storePins, storedPins } from '../../chain/stored-pins.js';
import { withPin } from '../../chain/with-pin.js';
import { useAnswer } from '../../service/use-answer.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { CheckpointsPanel } from './checkpoints-panel.js';
import { KeyPanel } from './key-panel.js';
import { ProofCheckPanel } from './proof-check-panel.js';
import { useChosenKeys } from './use-chosen-keys.js';
import { VerificationPanel } from './verification-panel.js';

const refreshMs = 10_000;

/** Whether the history is what was recorded: verified here, so that the service need not be trusted. */
export function HistoryPage() {
  const [pins, setPins] = useState(storedPins);
  const chosen = useChosenKeys(pins);
  const lanes = useAnswer('/v1/lanes', { everyMs: refreshMs });
  const using = chosen.data !== undefined && 'using' in chosen.data ? chosen.data.using : undefined;
  const keep = (kept: readonly PinnedKey[]): void => {
    storePins(kept);
    setPins(kept);
  };
  return (
    <PageLayout
      title="History"
      intro="Each event names the hash of the one before it in its lane, and checkpoints sign these hashes. This page checks both in your browser."
    >
      {chosen.isPending && <Loading what="the key" lines={3} />}
      {chosen.isError && (
        <ErrorState title="Signatures cannot be checked" error={chosen.error} onRetry={() => void chosen.refetch()} />
      )}
      {!chosen.isPending && (
        <KeyPanel
          pins={pins}
          chosen={chosen.data}
          onPin={(pin) => keep(withPin(pins, pin))}
          onRemove={(removed) => keep(pins.filter(({ fingerprint }) => fingerprint !== removed))}
        />
      )}
      {lanes.isPending && <Loading what="the lanes" lines={6} />}
      {lanes.isError && (
        <ErrorState title="Could not load the lanes" error={lanes.error} onRetry={() => void lanes.refetch()} />
      )}
      {lanes.data !== undefined && !chosen.isPending && (
        <>
          <VerificationPanel using={using} heads={lanes.data.lanes} />
          <CheckpointsPanel lanes={lanes.data.lanes} using={using} />
          <ProofCheckPanel using={using} />
        </>
      )}
    </PageLayout>
  );
}
