import { closeSync, openSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';

export interface RejectedRow {
  /** Number of the row in the whole file. */
  readonly row: number;
  readonly code: string;
  readonly detail: string;
  /** As it stands in the file. */
  readonly line: string;
}

/** A CSV file of the refused rows, created with the first of them. */
export class RejectedFile {
  private handle: number | undefined;

  /** @param appends whether rows are added to those of an earlier run */
  constructor(
    readonly path: string,
    private readonly appends: boolean,
  ) {}

  write(rows: readonly RejectedRow[]): void {
    if (rows.length === 0) return;
    if (this.handle === undefined) {
      this.handle = openSync(this.path, this.appends ? 'a' : 'w');
      if (!this.appends) writeSync(this.handle, stringify([['row', 'code', 'detail', 'line']]));
    }
    writeSync(this.handle, stringify(rows.map(({ row, code, detail, line }) => [row, code, detail, line])));
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle);
    this.handle = undefined;
  }
}
