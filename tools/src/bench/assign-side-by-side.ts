import type { PoolId } from '@allocator/domain';
import { type ServiceClient, httpRequestOf } from '@allocator/local';
import { newAssign, poolOfTurn } from './bench-terms.js';
import { type Load, sideBySide } from './load.js';
import type { Stock } from './stock.js';

interface Workers {
  readonly workers: number;
  /** Number of assignments that a worker makes at a time. */
  readonly size: number;
}

/** Workers side by side, each assigning from one pool after the other until the load ends or a pool is exhausted. */
export function assignSideBySide(
  load: Load,
  stock: Pick<Stock, 'take'>,
  { workers, size }: Workers,
  assign: (poolId: PoolId, worker: number) => Promise<unknown>,
): Promise<void> {
  // Batches stay in the worker's lane, so that a lane commits one batch while its next is on the way.
  const step = size === 1 ? 1 : workers;
  return sideBySide(load, workers, async (worker) => {
    for (let turn = worker; load.continues(); turn += step) {
      const poolId = poolOfTurn(turn);
      if (!stock.take(poolId, size)) {
        load.end();
        return;
      }
      const sentAt = performance.now();
      await assign(poolId, worker);
      load.answered(size, sentAt);
    }
  });
}

/** Assigns an identity of the pool to a new user; throws for every other answer. */
export async function assignOne(client: ServiceClient, poolId: PoolId): Promise<Buffer> {
  const { status, bytes } = await client.exchange(httpRequestOf(newAssign(poolId)));
  if (status !== 201) throw new Error(`an assignment was answered ${String(status)} ${bytes.toString()}`);
  return bytes;
}

/** Assigns so many identities in one request; throws if one of them was not assigned. */
export async function assignBatch(client: ServiceClient, poolId: PoolId, size: number): Promise<void> {
  const { status, bytes } = await client.exchange({ method: 'POST', ...batchOf(poolId, size) });
  if (status !== 200) throw new Error(`a batch was answered ${String(status)} ${bytes.toString()}`);
  if (createdIn(bytes) === size) return;
  const { outcomes } = JSON.parse(bytes.toString()) as { outcomes: readonly { status: number }[] };
  const other = outcomes.find((outcome) => outcome.status !== 201);
  throw new Error(`a batch had ${String(outcomes.length)} outcomes, one of them ${JSON.stringify(other)}`);
}

export function batchOf(poolId: PoolId, size: number): { readonly path: string; readonly body: object } {
  const commands = Array.from({ length: size }, () => {
    const { commandId, subject } = newAssign(poolId);
    return { commandId, subject };
  });
  return { path: `/v1/pools/${poolId}/assignment-batches`, body: { commands } };
}

const createdMark = Buffer.from('"status":201');

/** Number of assignments in the answer to a batch. Counting bytes is much cheaper than parsing them. */
export function createdIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(createdMark); at >= 0; at = bytes.indexOf(createdMark, at + createdMark.length)) count++;
  return count;
}
