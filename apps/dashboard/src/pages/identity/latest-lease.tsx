import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ReceivedEvent } from '../../events/event-document.js';
import { readEvent } from '../../events/event-document.js';
import type { ServiceClient } from '../../service/service-client.js';
import { useService } from '../../service/use-service.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { IdentityLife } from './identity-life.js';

/** Events that are looked through after the assignment, and requests for them: an answer can end early where few events are visible. */
const scannedMax = 20_000;
const requestsMax = 20;

interface Scanned {
  readonly events: readonly ReceivedEvent[];
  readonly isComplete: boolean;
}

interface LatestLeaseProps {
  readonly impi: string;
  /** `<lane>-<position>` of its `Assigned`. */
  readonly assignmentId: string;
  /** Changes whenever the identity does: then the events are read again. */
  readonly version: string;
}

/** The latest lease, from the lane's events: what roles without an audited timeline may see. */
export function LatestLease({ impi, assignmentId, version }: LatestLeaseProps) {
  const found = useLatestLease({ impi, assignmentId, version });
  if (found.isPending) return <Loading what="the latest lease" lines={10} />;
  if (found.isError) {
    return <ErrorState title="Could not read the events" error={found.error} onRetry={() => void found.refetch()} />;
  }
  const { events, isComplete } = found.data;
  return (
    <>
      {!isComplete && (
        <p className="muted">
          Only the first events of the lane after the assignment were searched, at most {formatCount(scannedMax)}: later
          events of this identity are not shown.
        </p>
      )}
      <IdentityLife events={events} now={found.dataUpdatedAt} />
    </>
  );
}

function useLatestLease({ impi, assignmentId, version }: LatestLeaseProps): UseQueryResult<Scanned> {
  const service = useService();
  return useQuery({
    queryKey: ['latest-lease', impi, assignmentId, version],
    queryFn: ({ signal }) => scan(service, impi, assignmentId, signal),
    staleTime: Infinity,
  });
}

async function scan(service: ServiceClient, impi: string, assignmentId: string, signal: AbortSignal): Promise<Scanned> {
  const [lane = '', position = ''] = assignmentId.split('-');
  const events: ReceivedEvent[] = [];
  let left = scannedMax;
  let after = Number(position) - 1;
  for (let requests = 0; requests < requestsMax && left > 0; requests++) {
    let coveredUpTo = 0;
    let last = 0;
    const path = `/v1/events?lane=${lane}&after=${after}&limit=${left}`;
    for await (const line of service.stream(path, signal, (headers) => (coveredUpTo = endIn(headers)))) {
      left--;
      const event = readEvent(line);
      last = event?.position ?? last;
      if (event?.subject === impi) events.push(event);
    }
    const end = Math.max(last, coveredUpTo);
    if (end <= after) return { events, isComplete: true };
    after = end;
  }
  return { events, isComplete: false };
}

/** The position up to which an answer has all events; 0 if it does not state one. */
function endIn(headers: Headers): number {
  return Number(headers.get('events-until')?.split('-')[1] ?? 0);
}
