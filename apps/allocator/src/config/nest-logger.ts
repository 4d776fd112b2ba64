import type { Log } from '@allocator/runtime';
import type { LoggerService } from '@nestjs/common';

/** Where Nest logs an error that it also throws: the caller logs that. */
const thrownContext = 'ExceptionHandler';

/** Nest's own messages: what it does when all is well is logged at level `debug`. */
export function nestLogger(log: Log): LoggerService {
  const quiet = (message: unknown): void => {
    log.debug({ code: 'nest' }, String(message));
  };
  return {
    log: quiet,
    debug: quiet,
    verbose: quiet,
    warn: (message: unknown) => {
      log.warn({ code: 'nest' }, String(message));
    },
    error: (message: unknown, ...stackAndContext: unknown[]) => {
      if (stackAndContext.at(-1) !== thrownContext) log.error({ code: 'nest' }, String(message));
    },
  };
}
