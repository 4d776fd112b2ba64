import { type Log, logWith } from './log.js';

/**
 * Logs once when the first of several parts fails, and once when all of them work again. Parts that share a broker or a database
 * fail together, and need one log line instead of one each.
 */
export class FailureLog<Part> {
  private readonly parts = new Set<Part>();

  /** @param name prefix of the log codes: `<name>-failed`, `<name>-recovered` */
  constructor(
    private readonly name: string,
    private readonly log: Log,
  ) {}

  /** Call this for each failure of a part. Failures after the first are logged at debug level. */
  failed(part: Part, error: unknown, fields: Record<string, unknown> = {}): void {
    const first = this.parts.size === 0;
    this.parts.add(part);
    const line = { ...fields, code: `${this.name}-failed`, err: error };
    if (first) this.log.error(line, `${this.name} failed and is retried`);
    else this.log.debug(line, `${this.name} failed too and is retried`);
  }

  /** Call this for each success of a part. */
  recovered(part: Part): void {
    if (!this.parts.delete(part) || this.parts.size > 0) return;
    this.log.info({ code: `${this.name}-recovered` }, `${this.name} works again`);
  }

  /** Whether the part has failed and not recovered since. */
  isFailing(part: Part): boolean {
    return this.parts.has(part);
  }

  /** A log for a LoopService that is one of the parts: its failures and recoveries are logged as those of the part. */
  logOf(part: Part, fields: Record<string, unknown>): Log {
    return {
      ...logWith(this.log, fields),
      info: () => this.recovered(part),
      error: ({ err }) => this.failed(part, err, fields),
    };
  }
}
