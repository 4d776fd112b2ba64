import '../../ui/notice.css';
import { isExhausted } from '../../demand/is-exhausted.js';
import { useForecast } from '../../demand/use-forecast.js';
import { useAnswer } from '../../service/use-answer.js';
import { readersOf } from '../../session/readers-of.js';
import { useMay } from '../../session/use-may.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount, formatInstant, formatSeconds, formatShare } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';
import { StackedBar, StackedBarLegend } from '../../ui/stacked-bar.js';
import { Stat, StatRow } from '../../ui/stat.js';

const availabilityEveryMs = 5_000;

/** How full the pool is now, and how long it lasts. */
export function PoolFigures({ poolId }: { readonly poolId: string }) {
  const params = { poolId };
  const { data, error, refetch } = useAnswer('/v1/pools/{poolId}/availability', {
    params,
    everyMs: availabilityEveryMs,
  });
  const mayForecast = useMay(...readersOf['/v1/analytics/pools/{poolId}/forecast']);
  const { data: forecast } = useForecast(poolId, true);
  if (data === undefined && error !== null) {
    return <ErrorState title="Could not load the counts" error={error} onRetry={() => void refetch()} />;
  }
  const waitsUntil = data?.assignNotBefore;
  const isRefusing = data !== undefined && isExhausted(data);
  return (
    <>
      {waitsUntil !== undefined && (
        <div className="notice notice-bad" role="status">
          <h3>It assigns nothing before {formatInstant(waitsUntil)}</h3>
          <p>
            The database was restored after a loss. Until then, users may hold identities of which no record was left.
          </p>
        </div>
      )}
      <StatRow>
        <Stat
          title="Identities"
          figure={data === undefined ? '–' : formatCount(data.total)}
          note="without retired ones"
        />
        <Stat
          title="Assignable now"
          figure={data === undefined ? '–' : formatCount(waitsUntil === undefined ? data.assignable : 0)}
          note={
            data === undefined
              ? ''
              : isRefusing
                ? `next: ${formatInstant(waitsUntil ?? data.nextReassignableAt)}`
                : shareOf(data.assignable, data.total)
          }
          tone={isRefusing ? 'bad' : 'neutral'}
        />
        <Stat
          title="Utilisation"
          figure={data === undefined ? '–' : shareOf(data.assigned, data.total)}
          note="assigned identities"
        />
        {mayForecast && (
          <>
            <Stat
              title="Exhausted in"
              figure={forecast === undefined ? '–' : isRefusing ? 'now' : exhaustionOf(forecast)}
              note="at the rate of the last hour"
            />
            <Stat
              title="Refused by forecast"
              figure={forecast === undefined ? '–' : formatShare(forecast.refusalProbability)}
              note={forecast === undefined ? '' : `at ${formatCount(forecast.arrivalsPerHour)} requests an hour`}
            />
          </>
        )}
      </StatRow>
      <Panel title="Identities by state" actions={<StackedBarLegend counts={data ?? {}} />}>
        <StackedBar label={`Identities of ${poolId}`} counts={data ?? {}} />
      </Panel>
    </>
  );
}

function shareOf(count: number, total: number): string {
  return total === 0 ? '–' : formatShare(count / total);
}

function exhaustionOf({ assignable, secondsToExhaustion }: { assignable: number; secondsToExhaustion: number | null }) {
  if (assignable === 0) return 'now';
  return secondsToExhaustion === null ? 'never' : formatSeconds(secondsToExhaustion);
}
