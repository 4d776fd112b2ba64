import type { Answers } from '../../service/answers.js';
import { formatCount } from '../../ui/formats.js';
import type { LaneRow } from './lane-rows.js';

/** Something that an operator of the service should look at. */
export interface Advice {
  readonly title: string;
  /** What it means, and what to do. */
  readonly text: string;
  /** Where docs/operations.md says more. */
  readonly chapter: string;
}

/** As the rules of deploy/prometheus/alerts.yaml, which also wait until a figure lasts. */
const overdueSecondsMax = 60;
const unpublishedMax = 2_000;
const unprojectedMax = 10_000;
const waitingMax = 1_000;
const unsignedSecondsMax = 900;

type Commands = Answers['/v1/health']['commands'];

/** What to do, besides opening closed lanes: nothing while all is well. */
export function healthAdvice(rows: readonly LaneRow[], commands: Commands, nowMs: number): readonly Advice[] {
  const lanesWhere = (is: (row: LaneRow) => boolean): readonly number[] => rows.filter(is).map(({ lane }) => lane);
  const advice: Advice[] = [];
  const add = (lanes: readonly number[], what: string, rest: Omit<Advice, 'title'>): void => {
    if (lanes.length > 0) advice.push({ title: `${named(lanes)}: ${what}`, ...rest });
  };
  add(
    lanesWhere(({ relay }) => relay?.state === 'failing'),
    'publication fails',
    {
      text: 'Assignments work without Kafka, but unpublished events would be lost with the database. Check the brokers. If the lane has a reason in the table, change that setting of the topic.',
      chapter: 'Relay',
    },
  );
  add(
    lanesWhere(({ relay, lag }) => relay?.state === 'publishing' && (lag ?? 0) > unpublishedMax),
    'publication is behind',
    {
      text: 'Readers of the topic see events late. If the lag grows, Kafka takes less than the service records: check the brokers.',
      chapter: 'Relay',
    },
  );
  add(
    // A closed lane records nothing, so its leases wait.
    lanesWhere(({ closed, figures }) => closed === null && (figures?.expiryOverdueSeconds ?? 0) > overdueSecondsMax),
    'Expired events are late',
    {
      text: 'Identities are free at their bounds all the same: only the record is late. Check that a process has the role scheduler, and its log for scheduler-failed.',
      chapter: 'Scheduler',
    },
  );
  add(
    lanesWhere(({ isStopped }) => isStopped),
    'read models are stopped',
    {
      text: 'An event is missing, so activity and forecasts stay as they are. No decision depends on them. Find out whether the read models or the store are wrong.',
      chapter: 'A stopped projection',
    },
  );
  add(
    lanesWhere(({ isStopped, figures }) => !isStopped && (figures?.projectorLag ?? 0) > unprojectedMax),
    'read models are behind',
    {
      text: 'Activity and forecasts lack the newest events. No decision depends on them. Check that a process has the role projector, and its log.',
      chapter: 'Projector',
    },
  );
  add(
    lanesWhere(({ figures }) => isUnsigned(figures, nowMs)),
    'new events are not signed',
    {
      text: 'An alteration of events after the last checkpoint would not be found. Check the log for checkpoint-signing-failed.',
      chapter: 'Relay',
    },
  );
  return [...advice, ...commandsAdvice(commands)];
}

function commandsAdvice(commands: Commands): readonly Advice[] {
  const { deadLetters = 0, waiting = 0 } = commands ?? {};
  const advice: Advice[] = [];
  if (deadLetters > 0) {
    advice.push({
      title: `Dead letters: ${formatCount(deadLetters)} since the start of this process`,
      text: 'A program of a WWSF sends commands that cannot be read. Read the dead-letter topic: the headers of each record name its origin and the reason.',
      chapter: 'Dead letters',
    });
  }
  if (waiting > waitingMax) {
    advice.push({
      title: `Commands over Kafka: ${formatCount(waiting)} wait`,
      text: 'WWSFs send more than the service decides, or a lane does not decide. Compare with the lanes below.',
      chapter: 'Kafka intake',
    });
  }
  return advice;
}

/** The checkpoint is old although events followed it. Without any checkpoint, nothing may be signed by choice. */
function isUnsigned(figures: LaneRow['figures'], nowMs: number): boolean {
  if (figures === null || figures.checkpointAt === null || figures.checkpointLag === 0) return false;
  return nowMs - Date.parse(figures.checkpointAt) > unsignedSecondsMax * 1_000;
}

/** `Lane 3`, `Lanes 1, 4` */
function named(lanes: readonly number[]): string {
  return `${lanes.length === 1 ? 'Lane' : 'Lanes'} ${lanes.join(', ')}`;
}
