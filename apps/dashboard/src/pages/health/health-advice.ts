import type { Answers } from '../../service/answers.js';
import { formatCount, formatCounted } from '../../ui/formats.js';
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
  /** The relay says in addition what an operator must change. */
  readonly hasReasons?: true;
  readonly chapter: string;
}

const laneRules: readonly LaneRule[] = [
  {
    applies: ({ relay }) => relay?.state === 'failing',
    what: 'publication fails',
    text: 'Assignments work without Kafka, but unpublished events would be lost with the database. Check the brokers.',
    hasReasons: true,
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
    applies: ({ isStopped }) => isStopped === true,
    what: 'the projection is stopped',
    text: 'An event is missing, so activity and forecasts stay as they are. No decision depends on them. Find out whether the read models or the store are wrong.',
    chapter: 'A stopped projection',
  },
  {
    applies: ({ isStopped, figures }) => isStopped !== true && (figures?.projectorLag ?? 0) > projectionLagMax,
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

type Ready = Answers['/health/ready'];
type Commands = Answers['/v1/health']['commands'];
type IntakeState = NonNullable<Ready['intake']>[number]['state'];

/** By what the report says of the database. */
const databaseAdvice: Readonly<Record<string, Omit<Advice, 'title'>>> = {
  'does not answer': {
    text: 'This process decides nothing, and continues by itself when the database answers. Check PostgreSQL, and the network to it.',
    chapter: 'Postgres failover',
  },
  'is read-only': {
    text: 'It is a standby, a former primary, or was set read-only. This process decides nothing. Lead the address in DATABASE_URL to the primary.',
    chapter: 'Postgres failover',
  },
  'is refused': {
    text: 'A setting of its server or of its sessions could lose an assignment. This process decides nothing. The log names the setting: database-session-failed, or citus-watch-failed.',
    chapter: 'Database role',
  },
};

const intakeAdvice: Readonly<Record<IntakeState, Omit<Advice, 'title'>>> = {
  refused: {
    text: 'Their commands wait in the topic. Either an operator must correct the topics of these WWSFs, or this process has reached its limit of WWSFs. The log says which: command-topics-refused, or command-intake-full.',
    chapter: 'Kafka intake',
  },
  failing: {
    text: 'This process tries again by itself. Check the brokers and the database. The commands wait in the topic.',
    chapter: 'Kafka intake',
  },
};

/** What to do, besides opening closed lanes: nothing while all is well. */
export function healthAdvice(ready: Ready, rows: readonly LaneRow[], commands: Commands): readonly Advice[] {
  return [
    ...statusAdvice(ready),
    ...laneRules.flatMap((rule) => laneAdvice(rule, rows)),
    ...(ready.intake ?? []).map(({ state, wwsfs }) => ({
      title: `Commands over Kafka of ${formatCounted(wwsfs, 'WWSF')}: ${state}`,
      ...intakeAdvice[state],
    })),
    ...commandsAdvice(commands),
  ];
}

function statusAdvice({ database }: Ready): readonly Advice[] {
  const advice = database === undefined ? undefined : databaseAdvice[database];
  return advice === undefined ? [] : [{ title: `The database ${String(database)}`, ...advice }];
}

function laneAdvice(rule: LaneRule, rows: readonly LaneRow[]): readonly Advice[] {
  const { applies, what, chapter } = rule;
  const found = rows.filter(applies);
  if (found.length === 0) return [];
  const reasons = [...new Set(found.flatMap(({ relay }) => relay?.reason ?? []))];
  const text = rule.hasReasons === true ? [rule.text, ...reasons].join(' ') : rule.text;
  return [{ title: `${named(found.map(({ lane }) => lane))}: ${what}`, text, chapter }];
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
