export * from './backoff.js';
export * from './bounded-queue.js';
export * from './failure-log.js';
export type * from './log.js';
export * from './loop-service.js';
export * from './service.js';
export * from './test-signal.js';
