export * from './backoff.js';
export * from './event-loop-turns.js';
export * from './failure-log.js';
export * from './fair-queue.js';
export * from './log.js';
export * from './loop-service.js';
export * from './service.js';
export * from './test-signal.js';
