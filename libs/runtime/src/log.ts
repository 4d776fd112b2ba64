/** What every part of the service logs through (pino implements it). The code is stable and documented in docs/operations.md. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** `code` names the message for operators (`relay-fenced`); `err` is what pino serialises. Never a secret, never a subject's reference. */
export interface LogFields {
  readonly code: string;
  readonly err?: unknown;
  readonly [field: string]: unknown;
}

/** The same log, with these fields in every line. */
export function logWith(log: Log, fields: Readonly<Record<string, unknown>>): Log {
  return {
    debug: (own, message) => {
      log.debug({ ...fields, ...own }, message);
    },
    info: (own, message) => {
      log.info({ ...fields, ...own }, message);
    },
    warn: (own, message) => {
      log.warn({ ...fields, ...own }, message);
    },
    error: (own, message) => {
      log.error({ ...fields, ...own }, message);
    },
  };
}
