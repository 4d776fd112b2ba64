import type { Log } from '@allocator/runtime';

const nothing = (): void => undefined;

/** What a library says while it works: the command's own message says what went wrong. */
export const quietLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
