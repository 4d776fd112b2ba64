import { useActivity } from '../../demand/use-activity.js';
import { useForecast } from '../../demand/use-forecast.js';
import type { Answers } from '../../service/answers.js';
import { Badge } from '../../ui/badge.js';
import { formatSeconds } from '../../ui/formats.js';
import { useInView } from '../../ui/use-in-view.js';

type Forecast = Answers['/v1/analytics/pools/{poolId}/forecast'];

/** Less than this is shown as a warning: time enough to import identities. */
const soonSeconds = 4 * 3_600;

/** When the pool is exhausted at the present rate. Reads the last hour while the row is in view; the other cells show what was read. */
export function ExhaustionCell({ poolId }: { readonly poolId: string }) {
  const [element, inView] = useInView<HTMLDivElement>();
  const { data } = useForecast(poolId, inView);
  useActivity(poolId, inView);
  return (
    <div ref={element}>{data === undefined ? <span className="muted">–</span> : <Exhaustion forecast={data} />}</div>
  );
}

function Exhaustion({ forecast: { identities, assignable, secondsToExhaustion } }: { readonly forecast: Forecast }) {
  if (identities > 0 && assignable === 0) return <Badge tone="bad">now</Badge>;
  if (secondsToExhaustion === null) return <span className="muted">never</span>;
  const time = formatSeconds(secondsToExhaustion);
  return secondsToExhaustion < soonSeconds ? <Badge tone="warning">{time}</Badge> : time;
}
