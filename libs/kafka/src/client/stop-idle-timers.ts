// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsRequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** The members of kafkajs's request queue that are used here. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since 1970; -1 if the connection was never throttled. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

let isReplaced = false;

/**
 * Makes kafkajs set its timer for pending requests only if there are pending requests or the broker throttles the client. kafkajs 2.2.4
 * sets it again every millisecond on each connection, also if there is nothing to send, and with a negative delay, of which Node
 * warns since version 21. Requests that arrive later set the timer themselves. Safe to call more than once.
 * @throws Error if the installed kafkajs has no such timer
 */
export function stopIdleTimers(): void {
  if (isReplaced) return;
  const { prototype } = kafkajsRequestQueue as { readonly prototype: Partial<RequestQueue> };
  const schedule = prototype.scheduleCheckPendingRequests;
  if (schedule === undefined) throw new Error('this version of kafkajs has no timer for pending requests to replace');
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
  isReplaced = true;
}
