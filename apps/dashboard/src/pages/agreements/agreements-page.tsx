import type { PageProps } from '../../routing/page-props.js';
import { replaceSearch } from '../../routing/replace-search.js';
import { useWholeList } from '../../service/use-whole-list.js';
import { useMay } from '../../session/use-may.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { Field } from '../../ui/field.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { OperatorAgreements } from './operator-agreements.js';
import { OwnAgreements } from './own-agreements.js';

/** The agreements of an operator: whether their lifetimes fit its one R_max, and what another R_max would do. */
export function AgreementsPage({ search }: PageProps) {
  const mayOperators = useMay('ims-operator', 'auditor', 'analyst');
  return mayOperators ? <OperatorPage search={search} /> : <OwnAgreements />;
}

function OperatorPage({ search }: { readonly search: URLSearchParams }) {
  const { data, error, refetch } = useWholeList('/v1/operators');
  const operators = data?.items ?? [];
  const operator = operators.find(({ operatorId }) => operatorId === search.get('operator')) ?? operators[0];
  return (
    <PageLayout
      title="Agreements"
      intro="One R_max for all agreements of an operator: what is left of each security lifetime is the lifetime of its tokens."
      actions={
        operators.length > 1 && (
          <Field label="Operator">
            {(control) => (
              <select
                {...control}
                value={operator?.operatorId}
                onChange={(event) => replaceSearch({ operator: event.target.value })}
              >
                {operators.map(({ operatorId }) => (
                  <option key={operatorId}>{operatorId}</option>
                ))}
              </select>
            )}
          </Field>
        )
      }
    >
      {data === undefined ? (
        error === null ? (
          <Loading what="the operators" lines={12} />
        ) : (
          <ErrorState title="Could not load the operators" error={error} onRetry={() => void refetch()} />
        )
      ) : operator === undefined ? (
        <EmptyState title="No operator profile">
          The IMS operator sets its profile first, then agreements: PUT /v1/operators/{'{operatorId}'}.
        </EmptyState>
      ) : (
        <OperatorAgreements key={operator.operatorId} operator={operator} />
      )}
    </PageLayout>
  );
}
