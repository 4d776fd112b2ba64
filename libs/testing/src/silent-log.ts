import type { Log } from '@allocator/runtime';

const nothing = (): void => undefined;

/** Discards everything. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
