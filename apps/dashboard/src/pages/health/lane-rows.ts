import type { Answers } from '../../service/answers.js';

type Ready = Answers['/health/ready'];
type Lanes = Answers['/v1/lanes']['lanes'];
type Relay = NonNullable<Ready['relay']>[number];

/** What is known of one lane. */
export interface LaneRow {
  readonly lane: number;
  /** Position of its last event; null: the role may not read it. */
  readonly position: number | null;
  /** Null: this process does not publish, or Kafka is off. */
  readonly relay: Relay | null;
  /** Events that are not published yet; null: unknown. */
  readonly lag: number | null;
  /** Why it is closed; null: it is open. */
  readonly closed: string | null;
  /** Whether its read models (analytics, forecasts) follow its events. */
  readonly isProjected: boolean;
}

/** One row a lane that any source names, by number. */
export function laneRows(ready: Ready, heads: Lanes | undefined): readonly LaneRow[] {
  const { relay = [], closedLanes = [], stoppedProjections = [] } = ready;
  const named = [...relay, ...closedLanes, ...(heads ?? [])].map(({ lane }) => lane);
  const lanes = [...new Set([...named, ...stoppedProjections])].sort((a, b) => a - b);
  return lanes.map((lane) => {
    const published = relay.find((status) => status.lane === lane) ?? null;
    return {
      lane,
      position: heads?.find((head) => head.lane === lane)?.position ?? null,
      relay: published,
      lag: published?.lag ?? null,
      closed: closedLanes.find((closed) => closed.lane === lane)?.reason ?? null,
      isProjected: !stoppedProjections.includes(lane),
    };
  });
}

/** Of all lanes together; null: no lane's is known. */
export function totalLag(rows: readonly LaneRow[]): number | null {
  const known = rows.flatMap(({ lag }) => (lag === null ? [] : [lag]));
  return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0);
}
