export interface Sorting {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** What a row is sorted by; null: unknown, always last. */
export type SortKey<Row> = (row: Row) => string | number | null;

const texts = new Intl.Collator('en', { numeric: true });

/** The rows in order. Equal ones keep theirs. */
export function sorted<Row>(
  rows: readonly Row[],
  sortKey: SortKey<Row>,
  direction: Sorting['direction'],
): readonly Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [sortKey(a), sortKey(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * texts.compare(String(left), String(right));
  });
}

/** The sorting after a click on a column's heading. */
export function toggled(column: string, sorting: Sorting | undefined): Sorting {
  const isReversed = sorting?.column === column && sorting.direction === 'ascending';
  return { column, direction: isReversed ? 'descending' : 'ascending' };
}
