import { isExhausted } from '../../demand/is-exhausted.js';
import { Badge } from '../../ui/badge.js';
import { formatSeconds } from '../../ui/formats.js';
import type { PoolRow } from './pool-row.js';
import type { PoolDemand } from './use-pool-demands.js';

/** Less than this is shown as a warning: time enough to import identities. */
const soonSeconds = 4 * 3_600;

interface ExhaustionCellProps {
  readonly pool: PoolRow;
  /** Undefined: not read yet. */
  readonly demand: PoolDemand | undefined;
}

/** When the pool is exhausted at the present rate, or that it waits after a restore. */
export function ExhaustionCell({ pool, demand }: ExhaustionCellProps) {
  if (pool.availability.assignNotBefore !== undefined) return <Badge tone="bad">waits</Badge>;
  if (isExhausted(pool.availability)) return <Badge tone="bad">now</Badge>;
  const secondsToExhaustion = demand?.secondsToExhaustion;
  if (secondsToExhaustion === undefined) return <span className="muted">–</span>;
  if (secondsToExhaustion === null) return <span className="muted">never</span>;
  const time = formatSeconds(secondsToExhaustion);
  return secondsToExhaustion < soonSeconds ? <Badge tone="warning">{time}</Badge> : time;
}
