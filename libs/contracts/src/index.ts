export * from './answers.js';
export * from './assignments.js';
export * from './events.js';
export * from './ids.js';
export * from './kafka-commands.js';
export * from './problems.js';
export * from './queries.js';
export * from './terms.js';
