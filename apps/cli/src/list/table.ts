/** A column of a table. */
export interface Column<T> {
  readonly title: string;
  /** Null: the item has no such value. */
  readonly of: (item: T) => string | number | boolean | null;
}

const gap = '  ';
const none = '-';

/**
 * Aligns rows that arrive in pages. The first page decides the widths; a longer value of a later page widens its column from then on.
 * Numbers are aligned to the right.
 */
export class Table<T> {
  private widths: number[];
  private hasTitles = false;

  constructor(private readonly columns: readonly Column<T>[]) {
    this.widths = columns.map(({ title }) => title.length);
  }

  /** The lines of a page; before those of the first page, the titles. Without any item there are none. */
  lines(items: readonly T[]): readonly string[] {
    if (items.length === 0) return [];
    const rows = items.map((item) => this.columns.map(({ of }) => of(item) ?? none));
    this.widths = this.widths.map((width, place) => Math.max(width, ...rows.map((row) => String(row[place]).length)));
    const first = rows[0] ?? [];
    const titles = this.columns.map(({ title }, place) => this.cell(title, place, typeof first[place] === 'number'));
    const lines = rows.map((row) => row.map((value, place) => this.cell(value, place, typeof value === 'number')));
    const shown = this.hasTitles ? lines : [titles, ...lines];
    this.hasTitles = true;
    return shown.map((cells) => cells.join(gap).trimEnd());
  }

  private cell(value: string | number | boolean, place: number, isNumber: boolean): string {
    const width = this.widths[place] ?? 0;
    return isNumber ? String(value).padStart(width) : String(value).padEnd(width);
  }
}
