import type { SingleBar } from 'cli-progress';
import { progressBar } from '../command/progress-bar.js';

const bytesOfMegabyte = 1_000_000;

/** The progress of an import. */
export class ImportProgress {
  private readonly bar: SingleBar;
  private readonly beganAt = performance.now();

  constructor(fileBytes: number) {
    this.bar = progressBar(
      '{bar} {percentage} % | {rows} rows, {rate} a second | {refused} refused | {eta_formatted} left',
    );
    this.bar.start(Math.max(1, fileBytes) / bytesOfMegabyte, 0, { rows: '0', rate: '-', refused: '0' });
  }

  show(bytesRead: number, rows: number, refused: number): void {
    const rate = rows / ((performance.now() - this.beganAt) / 1_000);
    this.bar.update(bytesRead / bytesOfMegabyte, {
      rows: rows.toLocaleString('en-US'),
      rate: Math.round(rate).toLocaleString('en-US'),
      refused: refused.toLocaleString('en-US'),
    });
  }

  end(): void {
    this.bar.stop();
  }
}
