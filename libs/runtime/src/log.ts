/** The log of the service; pino implements it. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Fields of a log line. They never contain a secret or a subject's reference. */
export interface LogFields {
  /** Name of the message, for example `relay-fenced`. Stable, and documented in docs/operations.md. */
  readonly code: string;
  /** An error. */
  readonly err?: unknown;
  readonly [field: string]: unknown;
}

/** The log with additional fields in every line. */
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
