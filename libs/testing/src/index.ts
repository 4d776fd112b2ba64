export * from './builders.js';
export * from './memory-lane-store.js';
export * from './lane-scenario.js';
export * from './random-commands.js';
