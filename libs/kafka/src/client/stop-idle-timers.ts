// @ts-expect-error kafkajs has no types for its internal modules.
import kafkajsRequestQueue from 'kafkajs/src/network/requestQueue/index.js';

interface SentRequest {
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Milliseconds; at least that of the queue. */
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

/** The members of kafkajs's request queue that are used here; it has one for each connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, SentRequest>;
  /** Milliseconds since 1970; -1 if the connection was never throttled. */
  readonly throttledUntil: number;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
  /** Cleared by `destroy`, when the connection is closed. */
  requestTimeoutIntervalId: NodeJS.Timeout | undefined;
  isConnected(): boolean;
  destroy(): void;
  scheduleCheckPendingRequests(): void;
  scheduleRequestTimeoutCheck(): void;
  sendSocketRequest(request: unknown): void;
}

let isReplaced = false;

/**
 * Replaces two timers of kafkajs 2.2.4 that run on each connection when nothing happens: a service has about 30 connections. Safe to
 * call more than once.
 * - The timer for pending requests is set again every millisecond, also if there is nothing to send, and with a negative delay, of
 *   which Node warns since version 21. It is set only if there are pending requests, or the broker throttles the client.
 * - Every 100 ms the requests in progress are examined for their timeouts. They are examined when the earliest can have timed out.
 * @throws Error if the installed kafkajs has no such timers
 */
export function stopIdleTimers(): void {
  if (isReplaced) return;
  const { prototype } = kafkajsRequestQueue as { readonly prototype: Partial<RequestQueue> };
  const { scheduleCheckPendingRequests: schedule, sendSocketRequest: send, scheduleRequestTimeoutCheck } = prototype;
  if (schedule === undefined || send === undefined || scheduleRequestTimeoutCheck === undefined)
    throw new Error('this version of kafkajs has no timers of a connection to replace');
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
  prototype.scheduleRequestTimeoutCheck = function (this: RequestQueue): void {
    // Called for a new connection: there are no requests yet.
    this.destroy();
    this.requestTimeoutIntervalId = undefined;
  };
  prototype.sendSocketRequest = function (this: RequestQueue, request: unknown): void {
    send.call(this, request);
    if (this.enforceRequestTimeout && this.inflight.size > 0) scheduleTimeouts(this, this.requestTimeout);
  };
  isReplaced = true;
}

/** A request that is sent later times out later than this timer: its timeout is not shorter than that of the queue. */
function scheduleTimeouts(queue: RequestQueue, delayMs: number): void {
  queue.requestTimeoutIntervalId ??= setTimeout(() => {
    queue.requestTimeoutIntervalId = undefined;
    const untilMs = endTimedOut(queue);
    if (untilMs < Infinity && queue.isConnected()) scheduleTimeouts(queue, Math.min(untilMs, queue.requestTimeout));
  }, delayMs);
}

/** Ends the requests whose time is over. @returns milliseconds until the next one can have timed out */
function endTimedOut(queue: RequestQueue): number {
  let untilMs = Infinity;
  for (const request of queue.inflight.values()) {
    const leftMs = request.sentAt + request.requestTimeout - Date.now();
    if (leftMs < 0) request.timeoutRequest();
    else untilMs = Math.min(untilMs, leftMs + 1);
  }
  return untilMs;
}
