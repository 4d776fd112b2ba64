import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { IdentityAnswer } from '@allocator/contracts';
import { useService } from '../../service/use-service.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { utcSeconds } from '../../ui/utc-text.js';
import { IdentityLife } from './identity-life.js';
import { type ScannedLease, scanLease, scannedMax } from './scan-lease.js';

interface LatestLeaseProps {
  readonly identity: IdentityAnswer;
  /** `<lane>-<position>` of its `Assigned`. */
  readonly assignmentId: string;
}

/** The latest lease, from the lane's events: what roles without an audited timeline may see. */
export function LatestLease({ identity, assignmentId }: LatestLeaseProps) {
  const found = useLatestLease({ identity, assignmentId });
  if (found.isPending) return <Loading what="the latest lease" lines={10} />;
  if (found.isError) {
    return <ErrorState title="Could not read the events" error={found.error} onRetry={() => void found.refetch()} />;
  }
  const { events, readUntil } = found.data;
  return (
    <>
      {readUntil !== undefined && (
        <p className="muted">
          Only the first events of the lane after the assignment were searched, at most {formatCount(scannedMax)}, up to{' '}
          {utcSeconds(readUntil)}: later events of this identity are not shown.
        </p>
      )}
      <IdentityLife events={events} readUntil={readUntil} identity={identity} now={found.dataUpdatedAt} />
    </>
  );
}

function useLatestLease({ identity, assignmentId }: LatestLeaseProps): UseQueryResult<ScannedLease> {
  const service = useService();
  const { impi, state, reassignableAt } = identity;
  return useQuery({
    // Read again whenever the identity has changed.
    queryKey: ['latest-lease', impi, assignmentId, state, reassignableAt],
    queryFn: ({ signal }) => scanLease(service, impi, assignmentId, signal),
    staleTime: Infinity,
  });
}
