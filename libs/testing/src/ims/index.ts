export * from './exclusive-use.js';
export * from './ims.js';
export * from './refusal-list.js';
export * from './registrar.js';
export * from './ims-settings.js';
export * from './token.js';
