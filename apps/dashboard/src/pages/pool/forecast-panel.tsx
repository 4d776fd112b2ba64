import './forecast-panel.css';
import { useMemo, useState } from 'react';
import { useForecast } from '../../demand/use-forecast.js';
import type { Answers } from '../../service/answers.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { Field } from '../../ui/field.js';
import { formatCount, formatSeconds, formatShare } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { Panel } from '../../ui/panel.js';
import { Plot } from '../../ui/plot.js';
import type { PlotSeries } from '../../ui/plot-series.js';
import { refusalCurve, refusalProbability, sizeNeeded } from './refusal-probability.js';
import { type Scenario, loadOf, scenarioOf, sizeMaxOf } from './scenario.js';

type Forecast = Answers['/v1/analytics/pools/{poolId}/forecast'];

/** What the pool refuses at the present rate, and what another size or lifetime would do. */
export function ForecastPanel({ poolId }: { readonly poolId: string }) {
  const { data, error, refetch } = useForecast(poolId, true);
  return (
    <Panel title="Forecast (Erlang B)">
      {data === undefined ? (
        error === null ? (
          <Loading what="the forecast" lines={8} />
        ) : (
          <ErrorState title="Could not load the forecast" error={error} onRetry={() => void refetch()} />
        )
      ) : data.arrivalsPerHour === 0 ? (
        <EmptyState title="No requests in the last hour">
          The forecast needs a rate: it is calculated from the requests of the last hour.
        </EmptyState>
      ) : (
        <Curve forecast={data} />
      )}
    </Panel>
  );
}

const points = 240;

function Curve({ forecast }: { readonly forecast: Forecast }) {
  const [changed, setChanged] = useState<Partial<Scenario>>({});
  const present = scenarioOf(forecast);
  const { arrivalsPerHour, refusalPercent } = forecast;
  const wanted = { ...present, ...changed };
  const load = loadOf(arrivalsPerHour, wanted);
  const sizeMax = sizeMaxOf(load, present.size);
  const scenario = { ...wanted, size: Math.min(wanted.size, sizeMax) };
  const share = refusalPercent / 100;
  const figures = useMemo(
    () => ({ refused: refusalProbability(load, scenario.size), needed: sizeNeeded(load, share, sizeMax) }),
    [load, scenario.size, share, sizeMax],
  );
  const plotted = useMemo(() => plottedCurve(load, sizeMax, share), [load, sizeMax, share]);
  const isChanged = Object.keys(changed).length > 0;
  return (
    <div className="forecast">
      <Sliders
        present={present}
        scenario={scenario}
        sizeMax={sizeMax}
        onChange={(member, value) => setChanged({ ...changed, [member]: value })}
      />
      <div className="forecast-result">
        <p aria-live="polite">
          <b>{formatCount(scenario.size)} identities</b> refuse <b>{formatShare(figures.refused)}</b> of{' '}
          {formatCount(arrivalsPerHour)} requests an hour. At most {refusalPercent}% need{' '}
          <b>{figures.needed === undefined ? `more than ${formatCount(sizeMax)}` : formatCount(figures.needed)}</b>{' '}
          identities.
        </p>
        <Plot
          label={`Share of refused requests by size of the pool: ${formatShare(figures.refused)} with ${formatCount(scenario.size)} identities`}
          x={plotted.x}
          xKind="number"
          xTitle="identities"
          series={plotted.series}
          nameOf={(size) => `${formatCount(size)} identities`}
          yKind="share"
          mark={scenario.size}
        />
        <p className="muted small">
          Now, by the service: {formatShare(forecast.refusalProbability)} refused with {formatCount(present.size)}{' '}
          identities, {forecast.advice.identitiesNeeded === null ? '–' : formatCount(forecast.advice.identitiesNeeded)}{' '}
          needed. Requests are taken as independent, and refused ones do not return.{' '}
          {isChanged && <Button onClick={() => setChanged({})}>Back to the present</Button>}
        </p>
      </div>
    </div>
  );
}

interface SlidersProps {
  readonly present: Scenario;
  readonly scenario: Scenario;
  readonly sizeMax: number;
  readonly onChange: (member: keyof Scenario, value: number) => void;
}

function Sliders({ present, scenario, sizeMax, onChange }: SlidersProps) {
  const sliders = [
    {
      member: 'lifetimeSeconds',
      label: 'Security lifetime L',
      max: 4 * present.lifetimeSeconds,
      step: 60,
      format: formatSeconds,
    },
    {
      member: 'quarantineSeconds',
      label: 'Quarantine',
      max: Math.max(3_600, 4 * present.quarantineSeconds),
      step: 30,
      format: formatSeconds,
    },
    { member: 'size', label: 'Identities', max: sizeMax, step: 1, format: formatCount },
  ] as const;
  return (
    <div className="forecast-sliders">
      {sliders.map(({ member, label, max, step, format }) => (
        <Field key={member} label={`${label}: ${format(scenario[member])}`} hint={`now ${format(present[member])}`}>
          {(control) => (
            <input
              {...control}
              type="range"
              min={member === 'lifetimeSeconds' ? step : 0}
              max={max}
              step={step}
              value={scenario[member]}
              aria-valuetext={format(scenario[member])}
              onChange={(event) => onChange(member, Number(event.target.value))}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

function plottedCurve(load: number, sizeMax: number, share: number) {
  const curve = refusalCurve(load, sizeMax, points);
  const series: readonly PlotSeries[] = [
    { label: 'refused', colour: 'accent', values: curve.map(({ probability }) => probability), filled: true },
    { label: 'accepted limit', colour: 'bad', values: curve.map(() => share), dashed: true },
  ];
  return { x: curve.map(({ size }) => size), series };
}
