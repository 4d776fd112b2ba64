import { LaneClosedError, OverloadedError, StoreUnavailableError } from '@allocator/application';

/** Whether an error is temporary and not the command's fault: nothing was decided, and the command can be sent again. */
export function isTemporary(error: unknown): boolean {
  return error instanceof OverloadedError || error instanceof LaneClosedError || error instanceof StoreUnavailableError;
}
