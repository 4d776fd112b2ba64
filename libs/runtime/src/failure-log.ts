import type { Log, LogFields } from './log.js';

/**
 * Says once when the first of several parts fails, and once when all of them work again: what they share (a broker, a
 * database) fails for all at a time, and is worth one line and not one a part.
 */
export class FailureLog<Part> {
  private readonly parts = new Set<Part>();

  /** @param name as its log codes begin: `<name>-failed`, `<name>-recovered` */
  constructor(
    private readonly name: string,
    private readonly log: Log,
  ) {}

  failed(part: Part, error: unknown, fields: Record<string, unknown> = {}): void {
    const first = this.parts.size === 0;
    this.parts.add(part);
    const line = { ...fields, code: `${this.name}-failed`, err: error };
    if (first) this.log.error(line, `${this.name} failed; it tries again`);
    else this.log.debug(line, `${this.name} failed as well; it tries again`);
  }

  recovered(part: Part): void {
    if (!this.parts.delete(part) || this.parts.size > 0) return;
    this.log.info({ code: `${this.name}-recovered` }, `${this.name} works again`);
  }

  /** Whether it has failed and not recovered since. */
  isFailing(part: Part): boolean {
    return this.parts.has(part);
  }

  /** For the LoopService that is one of the parts: what it says of failing and recovering is told as above. */
  logOf(part: Part, fields: Record<string, unknown>): Log {
    const withFields = (own: LogFields): LogFields => ({ ...fields, ...own });
    return {
      debug: (own, message) => this.log.debug(withFields(own), message),
      info: () => this.recovered(part),
      warn: (own, message) => this.log.warn(withFields(own), message),
      error: ({ err }) => this.failed(part, err, fields),
    };
  }
}
