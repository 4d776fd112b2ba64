import type { Answers } from '../../service/answers.js';
import { formatCount } from '../../ui/formats.js';
import { Stat, StatRow } from '../../ui/stat.js';
import { type LaneRow, totalLag } from './lane-rows.js';

interface HealthFiguresProps {
  readonly ready: Answers['/health/ready'];
  readonly rows: readonly LaneRow[];
}

/** The status at a glance. */
export function HealthFigures({ ready, rows }: HealthFiguresProps) {
  const { ready: isReady, state, database, relay = [], stoppedProjections = [], intake } = ready;
  const closed = rows.filter((row) => row.closed !== null).length;
  const failing = relay.filter((lane) => lane.state === 'failing' || lane.state === 'halted').length;
  const lag = totalLag(rows);
  return (
    <StatRow>
      <Stat
        title="Service"
        figure={isReady ? 'Ready' : 'Not ready'}
        tone={isReady ? 'neutral' : 'bad'}
        note={database === undefined ? state : `the database ${database}`}
      />
      <Stat
        title="Closed lanes"
        figure={formatCount(closed)}
        {...(rows.length === 0 ? {} : { unit: `of ${formatCount(rows.length)}` })}
        tone={closed === 0 ? 'neutral' : 'bad'}
        note={closed === 0 ? 'every lane decides' : 'they decide nothing'}
      />
      <Stat
        title="Publication lag"
        figure={lag === null ? '–' : formatCount(lag)}
        {...(lag === null ? {} : { unit: 'events' })}
        tone={failing === 0 ? 'neutral' : 'bad'}
        note={publicationNote(relay.length, failing)}
      />
      <Stat
        title="Stopped projections"
        figure={formatCount(stoppedProjections.length)}
        tone={stoppedProjections.length === 0 ? 'neutral' : 'bad'}
        note={stoppedProjections.length === 0 ? 'read models follow' : `lanes ${stoppedProjections.join(', ')}`}
      />
      <Stat
        title="WWSFs without intake"
        figure={intake === undefined ? '–' : formatCount(intake.length)}
        tone={intake === undefined || intake.length === 0 ? 'neutral' : 'warning'}
        note={intake === undefined ? 'no commands over Kafka here' : 'commands over Kafka'}
      />
    </StatRow>
  );
}

function publicationNote(lanes: number, failing: number): string {
  if (lanes === 0) return 'this process does not publish';
  return failing === 0 ? 'to Kafka' : `${formatCount(failing)} lanes fail`;
}
