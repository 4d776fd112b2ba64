import { useWholeList } from '../../service/use-whole-list.js';
import { ErrorState } from '../../ui/error-state.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { AgreementsTable } from './agreements-table.js';

/** The agreements of a WWSF. It may not see the operators' profiles: of each lifetime it sees the token and the rest. */
export function OwnAgreements() {
  const { data, error, refetch } = useWholeList('/v1/agreements');
  return (
    <PageLayout title="Agreements" intro="How long an identity belongs to one holder, and how long its token lives.">
      {data !== undefined ? (
        <AgreementsTable agreements={data.items} />
      ) : error === null ? (
        <Loading what="the agreements" lines={8} />
      ) : (
        <ErrorState title="Could not load the agreements" error={error} onRetry={() => void refetch()} />
      )}
    </PageLayout>
  );
}
