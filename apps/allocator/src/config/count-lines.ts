import type { Log, LogFields, Metrics } from '@allocator/runtime';

/** Counts the lines that ask for an operator's attention. */
export function countLines(log: Log, metrics: Metrics): Log {
  const lines = metrics.counter({
    name: 'allocator_log_lines_total',
    help: 'Lines that this process has logged at the levels warn and error, by code (docs/operations.md, Logs).',
    labels: ['level', 'code'],
  });
  const counted =
    (level: 'warn' | 'error') =>
    (fields: LogFields, message: string): void => {
      lines.add(1, { level, code: fields.code });
      log[level](fields, message);
    };
  return {
    debug: (fields, message) => {
      log.debug(fields, message);
    },
    info: (fields, message) => {
      log.info(fields, message);
    },
    warn: counted('warn'),
    error: counted('error'),
  };
}
