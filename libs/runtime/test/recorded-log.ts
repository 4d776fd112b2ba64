import type { Log, LogFields } from '@allocator/runtime';

/** Keeps what is logged, but for `debug`. */
export class RecordedLog implements Log {
  readonly lines: (LogFields & { readonly level: string })[] = [];
  debug(): void {
    // Nobody is told of it.
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
