import type { Answers } from '../service/answers.js';

type Counts = Pick<Answers['/v1/pools/{poolId}/availability'], 'assignable' | 'assignNotBefore' | 'total'>;

/** The next request is refused: every identity is in use or waits, or the pool itself waits. An empty pool was never filled. */
export function isExhausted({ assignable, assignNotBefore, total }: Counts): boolean {
  return total > 0 && (assignable === 0 || assignNotBefore !== undefined);
}
