import { useMutation } from '@tanstack/react-query';
import { storedPins } from '../../chain/stored-pins.js';
import { eventsIn } from '../../events/event-document.js';
import { EventTable } from '../../events/event-table.js';
import { useService } from '../../service/use-service.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';
import { saveFile } from '../../ui/save-file.js';
import type { HolderAnswer } from '../../proof/holder-answer.js';
import { makeProof } from '../../proof/make-proof.js';
import type { HolderQuestion } from '../../proof/proof-file.js';
import { proofFileName } from '../../proof/proof-file.js';

/** Longest time in which a proof is made. */
const proofMsMax = 120_000;

interface ProofPanelProps {
  readonly question: HolderQuestion;
  readonly answer: HolderAnswer;
}

/** The events from which the answer follows, and a file with which others can check them. */
export function ProofPanel({ question, answer }: ProofPanelProps) {
  const service = useService();
  const proof = useMutation({
    mutationFn: () => makeProof(service, { question, answer, pinned: storedPins() }, AbortSignal.timeout(proofMsMax)),
    onSuccess: ({ file }) => saveFile(proofFileName(answer), JSON.stringify(file, null, 2), 'application/json'),
  });
  const made = proof.data;
  return (
    <Panel
      title="Proof"
      flush
      actions={
        <>
          {made !== undefined && (
            <Badge tone={made.isSigned ? 'good' : 'warning'}>
              {formatCount(made.documents)} documents checked{made.isSigned ? ', signed' : ', not signed yet'}
            </Badge>
          )}
          <Button disabled={proof.isPending} onClick={() => proof.mutate()}>
            {proof.isPending ? 'Reading and checking' : 'Download the proof'}
          </Button>
        </>
      }
    >
      <div>
        {proof.isError && (
          <ErrorState title="Could not make the proof" error={proof.error} onRetry={() => proof.mutate()} />
        )}
        <EventTable
          caption="Events from which the answer follows"
          events={eventsIn(answer.proof)}
          empty={<EmptyState title="No events">The identity had no lease by then.</EmptyState>}
        />
      </div>
    </Panel>
  );
}
