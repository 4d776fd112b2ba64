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

/** The limits of deploy/prometheus/alerts.yaml. The alerts also wait until a figure lasts. */
const overdueSecondsMax = 60;
const publicationLagMax = 2_000;
const projectionLagMax = 10_000;
const unsignedSecondsMax = 900;
/** The alert has this limit for each WWSF. Here it is for the sum over all of them: no answer names a WWSF's part. */
const waitingMax = 1_000;

interface LaneRule {
  readonly applies: (row: LaneRow) => boolean;
  /** What is wrong with the lanes. */
  readonly what: string;
  readonly text: string;
  readonly chapter: string;
}

const laneRules: readonly LaneRule[] = [
  {
    applies: ({ relay }) => relay?.state === 'failing',
    what: 'publication fails',
    text: 'Assignments work without Kafka, but unpublished events would be lost with the database. Check the brokers. If the lane has a reason in the table, change that setting of the topic.',
    chapter: 'Relay',
  },
  {
    applies: ({ relay, lag }) => relay?.state === 'publishing' && (lag ?? 0) > publicationLagMax,
    what: 'high publication lag',
    text: 'Readers of the topic see events late. If the lag grows, Kafka takes less than the service records: check the brokers.',
    chapter: 'Relay',
  },
  {
    // A closed lane records nothing, so its leases wait.
    applies: ({ closed, figures }) => closed === null && (figures?.expiryOverdueSeconds ?? 0) > overdueSecondsMax,
    what: 'Expired events are late',
    text: 'Identities are free at their bounds all the same: only the record is late. Check that a process has the role scheduler, and its log for scheduler-failed.',
    chapter: 'Scheduler',
  },
  {
    applies: ({ isStopped }) => isStopped,
    what: 'the projection is stopped',
    text: 'An event is missing, so activity and forecasts stay as they are. No decision depends on them. Find out whether the read models or the store are wrong.',
    chapter: 'A stopped projection',
  },
  {
    applies: ({ isStopped, figures }) => !isStopped && (figures?.projectorLag ?? 0) > projectionLagMax,
    what: 'high projection lag',
    text: 'Activity and forecasts lack the newest events. No decision depends on them. Check that a process has the role projector, and its log.',
    chapter: 'Projector',
  },
  {
    applies: ({ unsignedSeconds }) => unsignedSeconds > unsignedSecondsMax,
    what: 'unsigned events, without a new checkpoint for 15 minutes',
    text: 'An alteration of events after the last checkpoint would not be found. Check the log for checkpoint-signing-failed.',
    chapter: 'Relay',
  },
];

type Commands = Answers['/v1/health']['commands'];

/** What to do, besides opening closed lanes: nothing while all is well. */
export function healthAdvice(rows: readonly LaneRow[], commands: Commands): readonly Advice[] {
  return [...laneRules.flatMap((rule) => laneAdvice(rule, rows)), ...commandsAdvice(commands)];
}

function laneAdvice({ applies, what, text, chapter }: LaneRule, rows: readonly LaneRow[]): readonly Advice[] {
  const lanes = rows.filter(applies).map(({ lane }) => lane);
  return lanes.length === 0 ? [] : [{ title: `${named(lanes)}: ${what}`, text, chapter }];
}

function commandsAdvice(commands: Commands): readonly Advice[] {
  const { deadLetters = 0, waiting = 0 } = commands ?? {};
  const advice: Advice[] = [];
  // The alert looks at the last 15 minutes.
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

/** `Lane 3`, `Lanes 1, 4` */
function named(lanes: readonly number[]): string {
  return `${lanes.length === 1 ? 'Lane' : 'Lanes'} ${lanes.join(', ')}`;
}
