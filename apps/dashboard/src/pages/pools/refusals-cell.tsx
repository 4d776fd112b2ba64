import { refusedIn } from '../../demand/activity-minutes.js';
import { useActivity } from '../../demand/use-activity.js';
import { Badge } from '../../ui/badge.js';
import { formatCount } from '../../ui/formats.js';

/** Requests that were refused in the last hour, once `ExhaustionCell` has read it. */
export function RefusalsCell({ poolId }: { readonly poolId: string }) {
  const { data } = useActivity(poolId, false);
  if (data === undefined) return <span className="muted">–</span>;
  const refused = refusedIn(data.minutes);
  return refused === 0 ? '0' : <Badge tone="bad">{formatCount(refused)}</Badge>;
}
