import { activityMinutes } from '../../demand/activity-minutes.js';
import { useActivity } from '../../demand/use-activity.js';
import { formatCount } from '../../ui/formats.js';
import { Sparkline } from '../../ui/sparkline.js';
import { useInView } from '../../ui/use-in-view.js';

const hourMinutes = 60;

/** Assignments a minute in the last hour, read while the row is in view. */
export function TrendCell({ poolId }: { readonly poolId: string }) {
  const [element, inView] = useInView<HTMLDivElement>();
  const { data, dataUpdatedAt } = useActivity(poolId, inView);
  return (
    <div ref={element}>
      {data === undefined ? (
        // As large as what follows.
        <div className="sparkline" />
      ) : (
        <Trend
          poolId={poolId}
          counts={activityMinutes(data.minutes, dataUpdatedAt, hourMinutes).map(({ assigned }) => assigned)}
        />
      )}
    </div>
  );
}

function Trend({ poolId, counts }: { readonly poolId: string; readonly counts: readonly number[] }) {
  const latest = formatCount(counts.at(-1) ?? 0);
  const most = formatCount(Math.max(...counts));
  return (
    <Sparkline
      label={`Assignments a minute in ${poolId}: ${latest} in the last one, at most ${most} in the last hour`}
      values={counts}
    />
  );
}
