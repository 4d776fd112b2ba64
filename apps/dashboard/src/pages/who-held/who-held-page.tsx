import './who-held.css';
import { useMutation } from '@tanstack/react-query';
import type { PageProps } from '../../routing/page-props.js';
import { useService } from '../../service/use-service.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import { HolderPanel } from './holder-panel.js';
import type { HolderQuestion } from '../../proof/proof-file.js';
import { ProofPanel } from './proof-panel.js';
import { QuestionForm } from './question-form.js';

/** Who could use an identity at an instant, with the proof. */
export function WhoHeldPage({ search }: PageProps) {
  const service = useService();
  // Each read is recorded: it happens when the auditor asks, and only then.
  const asked = useMutation({
    mutationFn: (question: HolderQuestion) => service.get('/v1/audit/holders', { params: {}, query: { ...question } }),
  });
  return (
    <PageLayout
      title="Who held it"
      intro="Who could use an identity at an instant, by what was recorded. Each question is recorded with its reason before it is answered."
    >
      <Panel title="Question">
        <QuestionForm
          initial={{ name: search.get('name') ?? '', at: search.get('at') ?? '' }}
          busy={asked.isPending}
          onAsk={(question) => asked.mutate(question)}
        />
      </Panel>
      {asked.isPending && <Loading what="the answer" lines={8} />}
      {asked.isError && <ErrorState title="No answer" error={asked.error} />}
      {asked.isSuccess && (
        <>
          <HolderPanel answer={asked.data} />
          <ProofPanel key={`${asked.data.at} ${asked.data.knownAt}`} question={asked.variables} answer={asked.data} />
        </>
      )}
    </PageLayout>
  );
}
