import './data-table.css';
import { type ReactNode, useState } from 'react';
import { Button } from './button.js';
import { formatCount } from './formats.js';
import { type SortKey, type Sorting, sorted, toggled } from './sorting.js';

export interface Column<Row> {
  /** Unique in its table. */
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** What the column is sorted by; without it, it cannot be sorted. Only for tables that have all their rows. */
  readonly sortKey?: SortKey<Row>;
  /** Figures are aligned at their end. */
  readonly number?: boolean;
  /** Is not broken into lines: an instant. */
  readonly oneLine?: boolean;
  /** Takes the room that the others leave: a bar. */
  readonly wide?: boolean;
  /** Not shown where the window is narrow. */
  readonly minor?: boolean;
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  /** The first column names the row. */
  readonly columns: readonly Column<Row>[];
  readonly sortedBy?: Sorting;
  /** Rows that are shown at first; a button shows as many more. */
  readonly rowsMax?: number;
  /** In place of the rows, if there are none. */
  readonly empty: ReactNode;
  /** Below the rows: a pager, a count. */
  readonly foot?: ReactNode;
  /** Where the window is narrow each row is a card, with the titles of its columns. Without it, the table scrolls sideways there. */
  readonly cards?: boolean;
}

/**
 * A table of at most a few hundred rows: longer lists have pages (`useKeysetPages`), so that their length costs the browser
 * nothing.
 */
export function DataTable<Row>({
  caption,
  rows,
  rowKey,
  columns,
  sortedBy,
  empty,
  foot,
  cards = false,
  ...more
}: DataTableProps<Row>) {
  const { rowsMax = rows.length } = more;
  const [sorting, setSorting] = useState(sortedBy);
  const [pages, setPages] = useState(1);
  const sortKey = columns.find(({ key }) => key === sorting?.column)?.sortKey;
  const ordered = sorting === undefined || sortKey === undefined ? rows : sorted(rows, sortKey, sorting.direction);
  const shown = ordered.slice(0, pages * rowsMax);
  if (rows.length === 0) return empty;
  return (
    <>
      <div
        className={cards ? 'data-table data-table-cards' : 'data-table'}
        role="group"
        aria-label={caption}
        tabIndex={0}
      >
        {/* The roles stay when a style sheet shows the rows as cards. */}
        <table role="table">
          <caption className="unseen">{caption}</caption>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <Head key={column.key} column={column} sorting={sorting} onSort={setSorting} />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {shown.map((row) => (
              <tr key={rowKey(row)} role="row">
                {columns.map((column, index) => {
                  const isName = index === 0;
                  const Cell = isName ? 'th' : 'td';
                  return (
                    <Cell
                      key={column.key}
                      className={classOf(column)}
                      role={isName ? 'rowheader' : 'cell'}
                      scope={isName ? 'row' : undefined}
                      data-title={isName || column.wide === true ? undefined : column.title}
                    >
                      {column.cell(row)}
                    </Cell>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(foot !== undefined || shown.length < ordered.length) && (
        <div className="data-table-foot">
          {foot}
          {shown.length < ordered.length && (
            <Button onClick={() => setPages(pages + 1)}>Show {formatCount(rowsMax)} more rows</Button>
          )}
        </div>
      )}
    </>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  readonly onSort: (sorting: Sorting) => void;
}

function Head<Row>({ column, sorting, onSort }: HeadProps<Row>) {
  const { key, title, sortKey } = column;
  if (sortKey === undefined) {
    return (
      <th scope="col" role="columnheader" className={classOf(column)}>
        {title}
      </th>
    );
  }
  const direction = sorting?.column === key ? sorting.direction : undefined;
  return (
    <th scope="col" role="columnheader" className={classOf(column)} aria-sort={direction ?? 'none'}>
      <button type="button" className="data-table-sort" onClick={() => onSort(toggled(key, sorting))}>
        {title}
        <span aria-hidden="true">{direction === undefined ? '' : direction === 'ascending' ? '▲' : '▼'}</span>
      </button>
    </th>
  );
}

function classOf<Row>({ number, oneLine, wide, minor }: Column<Row>): string {
  const classes = {
    'data-table-number': number,
    'data-table-one-line': oneLine,
    'data-table-wide': wide,
    'data-table-minor': minor,
  };
  return Object.entries(classes)
    .flatMap(([name, applies]) => (applies === true ? [name] : []))
    .join(' ');
}
