import type { Answers } from '../../service/answers.js';
import { formatCount, formatCounted, formatSeconds } from '../../ui/formats.js';
import { Stat, StatRow } from '../../ui/stat.js';
import { type LaneRow, known } from './lane-rows.js';

type Ready = Answers['/health/ready'];

interface HealthFiguresProps {
  readonly ready: Ready;
  readonly commands: Answers['/v1/health']['commands'];
  /** Whether the user may read the figures of the lanes. */
  readonly readsFigures: boolean;
  readonly rows: readonly LaneRow[];
}

/** The status at a glance. */
export function HealthFigures({ ready: status, commands, readsFigures, rows }: HealthFiguresProps) {
  const { ready, state, database } = status;
  return (
    <StatRow>
      <Stat
        title="Service"
        figure={ready ? 'Ready' : 'Not ready'}
        tone={ready ? 'neutral' : 'bad'}
        note={database === undefined ? state : `the database ${database}`}
      />
      <ClosedLanes status={status} rows={rows} />
      <Publication status={status} rows={rows} />
      {readsFigures && <Lateness rows={rows} />}
      {readsFigures ? <Projection rows={rows} /> : <StoppedProjections status={status} rows={rows} />}
      {commands !== undefined && <DeadLetters count={commands.deadLetters} />}
      <Intake status={status} waiting={commands?.waiting} />
    </StatRow>
  );
}

interface StatusProps {
  readonly status: Ready;
  readonly rows: readonly LaneRow[];
}

/** A process that is not ready reports nothing else: nothing may look as if all was well. */
function Unknown({ title }: { readonly title: string }) {
  return <Stat title={title} figure="–" note="unknown while the process is not ready" />;
}

function ClosedLanes({ status, rows }: StatusProps) {
  if (status.closedLanes === undefined) return <Unknown title="Closed lanes" />;
  const closed = status.closedLanes.length;
  return (
    <Stat
      title="Closed lanes"
      figure={formatCount(closed)}
      {...(rows.length === 0 ? {} : { unit: `of ${formatCount(rows.length)}` })}
      tone={closed === 0 ? 'neutral' : 'bad'}
      note={closed === 0 ? 'every lane decides' : 'they decide nothing'}
    />
  );
}

function Publication({ status, rows }: StatusProps) {
  if (status.relay === undefined) return <Unknown title="Publication lag" />;
  const published = rows.filter(({ relay }) => relay !== null);
  const failing = published.filter(({ relay }) => relay?.state === 'failing' || relay?.state === 'halted').length;
  const note = failing === 0 ? 'to Kafka' : `${formatCounted(failing, 'lane')} failing`;
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
  const stopped = rows.filter(({ isStopped }) => isStopped === true).map(({ lane }) => lane);
  return (
    <EventLag
      title="Projection lag"
      lags={known(rows, ({ figures }) => figures?.projectorLag)}
      isBad={stopped.length > 0}
      note={stopped.length === 0 ? 'activity and forecasts' : `stopped: lanes ${stopped.join(', ')}`}
    />
  );
}

function StoppedProjections({ status: { stoppedProjections: stopped } }: StatusProps) {
  if (stopped === undefined) return <Unknown title="Stopped projections" />;
  return (
    <Stat
      title="Stopped projections"
      figure={formatCount(stopped.length)}
      tone={stopped.length === 0 ? 'neutral' : 'bad'}
      note={stopped.length === 0 ? 'activity and forecasts' : `lanes ${stopped.join(', ')}`}
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

function DeadLetters({ count }: { readonly count: number }) {
  return (
    <Stat
      title="Dead letters"
      figure={formatCount(count)}
      tone={count === 0 ? 'neutral' : 'warning'}
      note="since this process started"
    />
  );
}

interface IntakeProps {
  readonly status: Ready;
  /** Commands of all WWSFs; undefined: not read yet, or not for the user's roles. */
  readonly waiting: number | undefined;
}

function Intake({ status: { ready, intake }, waiting }: IntakeProps) {
  if (!ready) return <Unknown title="Kafka intake" />;
  if (intake === undefined) return <Stat title="Kafka intake" figure="–" note="no commands over Kafka here" />;
  const unread = intake.reduce((sum, { wwsfs }) => sum + wwsfs, 0);
  const note = unread === 0 ? 'all WWSFs are read' : `${formatCounted(unread, 'WWSF')} not read`;
  const tone = unread === 0 ? 'neutral' : 'warning';
  if (waiting === undefined) {
    return <Stat title="Kafka intake" figure={unread === 0 ? 'Works' : 'Fails'} tone={tone} note={note} />;
  }
  return <Stat title="Kafka intake" figure={formatCount(waiting)} unit="wait" tone={tone} note={note} />;
}
