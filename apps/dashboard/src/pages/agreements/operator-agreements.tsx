import { useMemo, useState } from 'react';
import type { Answers } from '../../service/answers.js';
import { useWholeList } from '../../service/use-whole-list.js';
import { useMay } from '../../session/use-may.js';
import { AgreementTermsDialog } from '../../terms/agreement-terms-dialog.js';
import type { RegistrationTerms } from '../../terms/lifetime-parts.js';
import { termsPreview } from '../../terms/terms-preview.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { AgreementsTable } from './agreements-table.js';
import { liveAssignments } from './live-assignments.js';
import { OperatorFigures } from './operator-figures.js';
import { profileEffects } from './profile-effects.js';
import { ProfileDialog } from './profile-dialog.js';
import { SetResult } from './set-result.js';
import { type RegistrationChange, changedTerms } from './registration-change.js';
import { WhatIfPanel } from './what-if-panel.js';

type Operator = Answers['/v1/operators']['items'][number];

interface OperatorAgreementsProps {
  readonly operator: Operator;
}

const listsEveryMs = 15_000;

/** An operator's agreements under its profile, and under another one before it is set. */
export function OperatorAgreements({ operator }: OperatorAgreementsProps) {
  const { operatorId } = operator;
  const query = { operatorId };
  const agreements = useWholeList('/v1/agreements', { query, everyMs: listsEveryMs });
  const pools = useWholeList('/v1/pools', { query, everyMs: listsEveryMs });
  const [change, setChange] = useState<RegistrationChange>({});
  const [edited, setEdited] = useState<string | null>(null);
  const [isConfirming, setConfirming] = useState(false);
  const [result, setResult] = useState<Answers['/v1/operators/{operatorId}'] | null>(null);
  const isOperator = useMay('ims-operator');
  const proposed: RegistrationTerms = changedTerms(operator, change);
  const live = useMemo(() => liveAssignments(pools.data?.items ?? []), [pools.data]);
  const error = agreements.error ?? pools.error;

  if (agreements.data === undefined || pools.data === undefined) {
    if (error === null) return <Loading what="the agreements" lines={12} />;
    return <ErrorState title="Could not load the agreements" error={error} onRetry={() => void agreements.refetch()} />;
  }
  const preview = termsPreview(operator, proposed, agreements.data.items);
  return (
    <>
      <OperatorFigures operator={operator} agreements={agreements.data.items} live={live} />
      {result !== null && <SetResult result={result} onClose={() => setResult(null)} />}
      <WhatIfPanel
        operator={operator}
        proposed={proposed}
        effects={profileEffects(preview, live)}
        onChange={setChange}
        change={change}
        onSet={isOperator ? () => setConfirming(true) : undefined}
      />
      <AgreementsTable
        agreements={agreements.data.items}
        terms={proposed}
        preview={preview}
        live={live}
        onEdit={isOperator ? setEdited : undefined}
      />
      {edited !== null && (
        <AgreementTermsDialog agreementId={edited} operator={operator} onClose={() => setEdited(null)} />
      )}
      {isConfirming && (
        <ProfileDialog
          operatorId={operatorId}
          change={change}
          agreements={agreements.data.items}
          live={live}
          onSet={(answer) => {
            setResult(answer);
            setChange({});
          }}
          onClose={() => setConfirming(false)}
        />
      )}
    </>
  );
}
