import type { Answers } from '../../service/answers.js';

type Ready = Answers['/health/ready'];
type Relay = NonNullable<Ready['relay']>[number];
export type LaneFigures = Answers['/v1/health']['lanes'][number];

/** What is known of one lane. */
export interface LaneRow {
  readonly lane: number;
  /** Null: not read yet, not for the user's roles, or the lane's server does not answer. */
  readonly figures: LaneFigures | null;
  /** Null: this process does not publish, or Kafka is off. */
  readonly relay: Relay | null;
  /** Events that are not published yet; null: unknown. */
  readonly lag: number | null;
  /** Why it is closed; null: it is open; undefined: a process that is not ready does not say. */
  readonly closed: string | null | undefined;
  /** Whether this process has stopped to update its read models (analytics, forecasts); undefined: as above. */
  readonly isStopped: boolean | undefined;
  /** For how long this page has seen unsigned events after the same checkpoint; 0 if there are none. */
  readonly unsignedSeconds: number;
}

/**
 * One row a lane that any source names, by number.
 * @param unsigned `unsignedSeconds` by lane
 */
export function laneRows(
  ready: Ready,
  figures: readonly LaneFigures[] = [],
  unsigned: ReadonlyMap<number, number> = new Map(),
): readonly LaneRow[] {
  const { relay = [], closedLanes, stoppedProjections } = ready;
  const named = [...relay, ...(closedLanes ?? []), ...figures].map(({ lane }) => lane);
  const lanes = [...new Set([...named, ...(stoppedProjections ?? [])])].sort((a, b) => a - b);
  return lanes.map((lane) => {
    const published = relay.find((status) => status.lane === lane) ?? null;
    return {
      lane,
      figures: figures.find((each) => each.lane === lane) ?? null,
      relay: published,
      lag: published?.lag ?? null,
      closed: closedLanes && (closedLanes.find((closed) => closed.lane === lane)?.reason ?? null),
      isStopped: stoppedProjections?.includes(lane),
      unsignedSeconds: unsigned.get(lane) ?? 0,
    };
  });
}

/** The known values of a figure; unknown is not zero. */
export function known(
  rows: readonly LaneRow[],
  figure: (row: LaneRow) => number | null | undefined,
): readonly number[] {
  return rows.flatMap((row) => figure(row) ?? []);
}
