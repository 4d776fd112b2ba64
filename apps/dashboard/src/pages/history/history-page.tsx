import { useState } from 'react';
import { useAnswer } from '../../service/use-answer.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { CheckpointsPanel } from './checkpoints-panel.js';
import { KeyPanel } from './key-panel.js';
import { storePin, storedPin } from './stored-pin.js';
import { ProofCheckPanel } from './proof-check-panel.js';
import { useChosenKey } from './use-chosen-key.js';
import { VerificationPanel } from './verification-panel.js';

const refreshMs = 10_000;

/** Whether the history is what was recorded: verified here, so that the service need not be trusted. */
export function HistoryPage() {
  const [pin, setPin] = useState(storedPin);
  const chosen = useChosenKey(pin);
  const lanes = useAnswer('/v1/lanes', { everyMs: refreshMs });
  const using = chosen.data !== undefined && 'using' in chosen.data ? chosen.data.using : undefined;
  const keep = (text: string | null): void => {
    storePin(text);
    setPin(text);
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
      {chosen.data !== undefined && <KeyPanel chosen={chosen.data} isPinned={pin !== null} onPin={keep} />}
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
