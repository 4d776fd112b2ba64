import { useMemo, useState } from 'react';
import { activityMinutes } from '../../demand/activity-minutes.js';
import { demandEveryMs } from '../../demand/use-activity.js';
import { useAnswer } from '../../service/use-answer.js';
import { Choice } from '../../ui/choice.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';
import { Plot } from '../../ui/plot.js';
import type { PlotSeries } from '../../ui/plot-series.js';
import { minutesByStep } from './minutes-by-step.js';
import { useMinute } from './use-minute.js';

/** Spans, in minutes, with the minutes of one point: a plot has about 60 to 150 points. */
const spans = {
  '1 h': { minutes: 60, step: 1 },
  '6 h': { minutes: 360, step: 5 },
  '24 h': { minutes: 1_440, step: 10 },
} as const;
type Span = keyof typeof spans;
const spanNames = Object.keys(spans) as Span[];

/** What happened in the pool, over time. */
export function ActivityPanel({ poolId }: { readonly poolId: string }) {
  const [span, setSpan] = useState<Span>('1 h');
  const { minutes, step } = spans[span];
  const nowMs = useMinute();
  const from = new Date(nowMs - minutes * 60_000).toISOString();
  const { data, error, refetch } = useAnswer('/v1/pools/{poolId}/activity', {
    params: { poolId },
    query: { from },
    everyMs: demandEveryMs,
  });
  const { x, series, total } = useMemo(() => {
    const points = minutesByStep(activityMinutes(data?.minutes ?? [], nowMs, minutes), step);
    return { x: points.map(({ startSeconds }) => startSeconds), series: seriesOf(points), total: totalOf(points) };
  }, [data, nowMs, minutes, step]);
  const unit = step === 1 ? 'a minute' : `in ${String(step)} minutes`;
  return (
    <Panel
      title={`Activity ${unit}`}
      actions={<Choice label="Span of the plot" values={spanNames} chosen={span} onChoose={setSpan} />}
    >
      {data === undefined && error !== null ? (
        <ErrorState title="Could not load the activity" error={error} onRetry={() => void refetch()} />
      ) : (
        <Plot
          label={`Activity of the last ${span}: ${formatCount(total.assigned)} assigned, ${formatCount(total.expired)} expired, ${formatCount(total.released)} released, ${formatCount(total.refused)} refused`}
          x={x}
          xKind="time"
          xTitle="UTC"
          nameOf={(startSeconds) => minutesName(startSeconds, step)}
          series={series}
          yKind="count"
          atRest={{ name: `Sum of ${span}`, values: [total.assigned, total.expired, total.released, total.refused] }}
        />
      )}
    </Panel>
  );
}

/** `13:05 UTC` of one minute, otherwise the first one and the minute after the last. */
function minutesName(startSeconds: number, minutes: number): string {
  const clock = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(11, 16);
  const first = clock(startSeconds);
  return minutes === 1 ? `${first} UTC` : `${first}–${clock(startSeconds + 60 * minutes)} UTC`;
}

type Points = ReturnType<typeof minutesByStep>;

function seriesOf(points: Points): readonly PlotSeries[] {
  return [
    { label: 'assigned', colour: 'assigned', values: points.map(({ assigned }) => assigned), filled: true },
    { label: 'expired', colour: 'quarantined', values: points.map(({ expired }) => expired) },
    { label: 'released', colour: 'held', values: points.map(({ released }) => released) },
    { label: 'refused', colour: 'bad', values: points.map(({ refused }) => refused), dashed: true },
  ];
}

function totalOf(points: Points) {
  const total = { assigned: 0, expired: 0, released: 0, refused: 0 };
  for (const point of points) {
    total.assigned += point.assigned;
    total.expired += point.expired;
    total.released += point.released;
    total.refused += point.refused;
  }
  return total;
}
