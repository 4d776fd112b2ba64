import type { PoolId } from '@allocator/domain';
import { operatorId, poolIds, wwsfId } from './bench-terms.js';
import type { BenchService, Round } from './round.js';
import type { WrkLoad } from './load-by-wrk.js';

interface Wrk {
  readonly connections: number;
  readonly threads: number;
  readonly pools?: readonly PoolId[];
}

/** One assignment a request from each of the pools in turn, as the WWSF of the bench's terms. */
export async function assignByWrk(
  round: Round,
  { baseUrl }: BenchService,
  { connections, threads, pools = poolIds }: Wrk,
): Promise<WrkLoad> {
  const token = await round.stage.issuer.token({ roles: ['wwsf'], wwsfId, operatorId });
  const paths = pools.map((poolId) => `/v1/pools/${poolId}/assignments`);
  return { baseUrl, connections, threads, script: 'assign.lua', args: [token, ...paths] };
}
