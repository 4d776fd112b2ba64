import { LaneClosedError, OverloadedError, StoreUnavailableError } from '@allocator/application';

/** Nothing was decided, and the same command may be decided later: it is not the command's fault. */
export function isPassing(error: unknown): boolean {
  return error instanceof OverloadedError || error instanceof LaneClosedError || error instanceof StoreUnavailableError;
}
