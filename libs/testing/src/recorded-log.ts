import type { Log, LogFields } from '@allocator/runtime';

/** Keeps log lines, except those at debug level. */
export class RecordedLog implements Log {
  readonly lines: (LogFields & { readonly level: string; readonly message: string })[] = [];

  get codes(): readonly string[] {
    return this.lines.map(({ code }) => code);
  }

  debug(): void {
    // Not kept.
  }

  info(fields: LogFields, message: string): void {
    this.lines.push({ ...fields, level: 'info', message });
  }

  warn(fields: LogFields, message: string): void {
    this.lines.push({ ...fields, level: 'warn', message });
  }

  error(fields: LogFields, message: string): void {
    this.lines.push({ ...fields, level: 'error', message });
  }
}
