/** What the modules inject by name because it is a port, and ports are interfaces that leave nothing at run time. */
export const CONFIG = Symbol('Config');
export const LOG = Symbol('Log');
export const QUERIES = Symbol('AllocationQueries');
export const EVENT_READER = Symbol('EventReader');
export const ANALYTICS_QUERIES = Symbol('AnalyticsQueries');
export const AUDIT_QUERIES = Symbol('AuditQueries');
export const AUDIT_LOG = Symbol('AuditLog');
export const HANDLED_COMMANDS = Symbol('HandledCommands');
export const SHARED_NAMES = Symbol('SharedNames');
export const SUBJECT_ERASURE = Symbol('SubjectErasure');
export const CHECKPOINTS = Symbol('CheckpointStore');
export const CHECKPOINT_KEY = Symbol('CheckpointKey');
export const HEALTH = Symbol('Health');
