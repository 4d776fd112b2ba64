/** A row that the service refused. */
export interface RejectedRow {
  /** Number of the row in the whole file. */
  readonly row: number;
  readonly code: string;
  readonly detail: string;
  /** As it stands in the file; empty if it was not found. */
  readonly line: string;
}

/** The refused rows as CSV (RFC 4180), with a header: the same as `allocator pool import` writes. */
export function rejectedCsv(rows: readonly RejectedRow[]): string {
  const lines = rows.map(({ row, code, detail, line }) => [String(row), code, detail, line].map(cell).join(','));
  return ['row,code,detail,line', ...lines, ''].join('\r\n');
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
