import type { Answers } from '../../service/answers.js';
import { formatCount, formatSeconds } from '../../ui/formats.js';
import { Stat, StatRow } from '../../ui/stat.js';
import { type LaneRow, known } from './lane-rows.js';

interface HealthFiguresProps {
  readonly ready: Answers['/health/ready'];
  /** Undefined: not read yet. */
  readonly figures: Answers['/v1/health'] | undefined;
  readonly rows: readonly LaneRow[];
}

/** The status at a glance. */
export function HealthFigures({ ready: status, figures, rows }: HealthFiguresProps) {
  const { ready, state, database } = status;
  const closed = rows.filter((row) => row.closed !== null).length;
  return (
    <StatRow>
      <Stat
        title="Service"
        figure={ready ? 'Ready' : 'Not ready'}
        tone={ready ? 'neutral' : 'bad'}
        note={database === undefined ? state : `the database ${database}`}
      />
      <Stat
        title="Closed lanes"
        figure={formatCount(closed)}
        {...(rows.length === 0 ? {} : { unit: `of ${formatCount(rows.length)}` })}
        tone={closed === 0 ? 'neutral' : 'bad'}
        note={closed === 0 ? 'every lane decides' : 'they decide nothing'}
      />
      <Publication rows={rows} />
      <Lateness rows={rows} />
      <Projection rows={rows} />
      <Commands intake={status.intake} commands={figures?.commands} />
    </StatRow>
  );
}

function Publication({ rows }: { readonly rows: readonly LaneRow[] }) {
  const published = rows.filter(({ relay }) => relay !== null);
  const failing = published.filter(({ relay }) => relay?.state === 'failing' || relay?.state === 'halted').length;
  const note = failing === 0 ? 'to Kafka' : `${formatCount(failing)} lanes fail`;
  return (
    <EventLag
      title="Publication lag"
      lags={known(rows, ({ lag }) => lag)}
      isBad={failing > 0}
      note={published.length === 0 ? 'this process does not publish' : note}
    />
  );
}

function Lateness({ rows }: { readonly rows: readonly LaneRow[] }) {
  const overdue = known(rows, ({ figures }) => figures?.expiryOverdueSeconds);
  const longest = Math.max(0, ...overdue);
  return (
    <Stat
      title="Lateness"
      figure={overdue.length === 0 ? '–' : formatSeconds(longest)}
      note={longest === 0 ? 'of Expired events' : 'of Expired events; identities are free on time'}
    />
  );
}

function Projection({ rows }: { readonly rows: readonly LaneRow[] }) {
  const stopped = rows.filter(({ isStopped }) => isStopped).map(({ lane }) => lane);
  return (
    <EventLag
      title="Projection lag"
      lags={known(rows, ({ figures }) => figures?.projectorLag)}
      isBad={stopped.length > 0}
      note={stopped.length === 0 ? 'activity and forecasts' : `stopped: lanes ${stopped.join(', ')}`}
    />
  );
}

interface EventLagProps {
  readonly title: string;
  readonly lags: readonly number[];
  readonly isBad: boolean;
  readonly note: string;
}

function EventLag({ title, lags, isBad, note }: EventLagProps) {
  const tone = isBad ? 'bad' : 'neutral';
  if (lags.length === 0) return <Stat title={title} figure="–" tone={tone} note={note} />;
  const sum = lags.reduce((total, lag) => total + lag, 0);
  return <Stat title={title} figure={formatCount(sum)} unit="events" tone={tone} note={note} />;
}

interface CommandsProps {
  readonly intake: Answers['/health/ready']['intake'];
  readonly commands: Answers['/v1/health']['commands'];
}

function Commands({ intake = [], commands }: CommandsProps) {
  if (commands === undefined) return <Stat title="Dead letters" figure="–" note="no commands over Kafka here" />;
  const { deadLetters, waiting } = commands;
  return (
    <>
      <Stat
        title="Dead letters"
        figure={formatCount(deadLetters)}
        tone={deadLetters === 0 ? 'neutral' : 'warning'}
        note="since this process started"
      />
      <Stat
        title="Kafka intake"
        figure={formatCount(waiting)}
        unit="wait"
        tone={intake.length === 0 ? 'neutral' : 'warning'}
        note={intake.length === 0 ? 'all WWSFs are read' : `${formatCount(intake.length)} WWSFs are not read`}
      />
    </>
  );
}
