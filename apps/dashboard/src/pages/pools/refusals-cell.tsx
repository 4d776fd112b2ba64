import { Badge } from '../../ui/badge.js';
import { formatCount } from '../../ui/formats.js';
import type { PoolDemand } from './use-pool-demands.js';

/** Requests that were refused in the last hour. @param demand undefined: not read yet */
export function RefusalsCell({ demand }: { readonly demand: PoolDemand | undefined }) {
  if (demand === undefined) return <span className="muted">–</span>;
  return demand.refused === 0 ? '0' : <Badge tone="bad">{formatCount(demand.refused)}</Badge>;
}
