import type { Log } from '@allocator/runtime';

const nothing = (): void => undefined;

/** Discards the log of a library: the command has its own error message. */
export const quietLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
