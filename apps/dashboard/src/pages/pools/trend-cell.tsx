import { activityMinutes } from '../../demand/activity-minutes.js';
import { useActivity } from '../../demand/use-activity.js';
import { formatCount } from '../../ui/formats.js';
import { Sparkline } from '../../ui/sparkline.js';

const hourMinutes = 60;

/** Assignments a minute in the last hour, once `ExhaustionCell` has read it. */
export function TrendCell({ poolId }: { readonly poolId: string }) {
  const { data, dataUpdatedAt } = useActivity(poolId, false);
  // As large as what follows.
  if (data === undefined) return <div className="sparkline" />;
  const counts = activityMinutes(data.minutes, dataUpdatedAt, hourMinutes).map(({ assigned }) => assigned);
  const now = formatCount(counts.at(-1) ?? 0);
  const most = formatCount(Math.max(...counts));
  return (
    <Sparkline
      label={`Assignments a minute in ${poolId}: ${now} now, at most ${most} in the last hour`}
      values={counts}
    />
  );
}
