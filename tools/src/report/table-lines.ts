/** Columns side by side: texts to the left, the figures of the other columns to the right. */
export function tableLines(
  rows: readonly (readonly string[])[],
  isText: (column: number, columns: number) => boolean,
): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const aligned = (cell: string, column: number): string =>
    isText(column, columns) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(aligned).join('  ').trimEnd());
}
