import type { Log, LogFields } from '@allocator/runtime';

/** Keeps log lines, except those at debug level. */
export class RecordedLog implements Log {
  readonly lines: (LogFields & { readonly level: string })[] = [];
  debug(): void {
    // Not kept.
  }
  info(fields: LogFields): void {
    this.lines.push({ ...fields, level: 'info' });
  }
  warn(fields: LogFields): void {
    this.lines.push({ ...fields, level: 'warn' });
  }
  error(fields: LogFields): void {
    this.lines.push({ ...fields, level: 'error' });
  }
}
