// Each suite loads this again: what loads fast-check, OpenTelemetry or the simulations is in the folder entries.
export * from './builders.js';
export * from './held-executor.js';
export { RecordedLog } from './recorded-log.js';
export { silentLog } from './silent-log.js';
export * from './memory-lane-store.js';
export { importNumbered } from './import-numbered.js';
export * from './lane-scenario.js';
export { whereAvailable } from './where-available.js';
export * from './checkers/check-acknowledged.js';
export * from './checkers/check-chain.js';
export * from './checkers/check-conservation.js';
export * from './checkers/check-no-early-expiry.js';
export * from './checkers/check-one-answer.js';
export * from './checkers/check-one-holder.js';
export * from './checkers/check-topic-equals-store.js';
export * from './checkers/fold-identities.js';
export type { Violation } from './checkers/violation.js';
