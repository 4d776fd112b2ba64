import type { Ledger } from './ledger.js';

const everyMs = { terminal: 500, elsewhere: 10_000 };

/** How far the run is: one line that changes on a terminal, a line every ten seconds elsewhere. */
export class Progress {
  private struck: readonly string[] = [];
  private faults = 0;
  private readonly since = performance.now();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly seconds: number,
    private readonly ledger: Ledger,
  ) {
    this.timer = setInterval(() => this.tell(), out.isTTY ? everyMs.terminal : everyMs.elsewhere);
  }

  /** @param names what is going wrong now */
  now(names: readonly string[]): void {
    this.struck = names;
    this.faults += names.length;
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.out.isTTY) this.out.write('\n');
  }

  private tell(): void {
    const elapsed = Math.round((performance.now() - this.since) / 1_000);
    const { answered, entries } = this.ledger;
    const now = this.struck.length === 0 ? 'calm' : this.struck.join(' and ');
    const line = `- ${elapsed} of ${this.seconds} s, ${answered} of ${entries.size} commands acknowledged, ${this.faults} faults; now: ${now}`;
    this.out.write(this.out.isTTY ? `\r\x1b[K${line.slice(0, this.out.columns - 1)}` : `${line}\n`);
  }
}
