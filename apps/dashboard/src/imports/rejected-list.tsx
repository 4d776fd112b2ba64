import { Button } from '../ui/button.js';
import { formatCount } from '../ui/formats.js';
import { saveFile } from '../ui/save-file.js';
import { type ImportState, rejectedKeptMax } from './import-run.js';
import { rejectedCsv } from './rejected-csv.js';

/** Shown; the file has all that are kept. */
const shownMax = 100;

interface RejectedListProps {
  readonly state: ImportState;
  /** Of the file to download. */
  readonly name: string;
}

/** The refused rows: the first of them, and a file of all. */
export function RejectedList({ state: { rejected, rejectedRows }, name }: RejectedListProps) {
  const shown = rejectedRows.slice(0, shownMax);
  return (
    <section className="rejected-list" aria-label="Refused rows">
      <div className="rejected-list-head">
        <h3>{formatCount(rejected)} rows refused</h3>
        <Button onClick={() => saveFile(name, rejectedCsv(rejectedRows), 'text/csv')}>Download as CSV</Button>
      </div>
      <ol tabIndex={0}>
        {shown.map(({ row, code, detail, line }) => (
          <li key={row}>
            <span className="muted">row {formatCount(row)}</span> <b>{code}</b> {detail}
            <code>{line}</code>
          </li>
        ))}
      </ol>
      {rejectedRows.length > shown.length && (
        <p className="muted small">
          {formatCount(shownMax)} are shown; the file has {rejected > rejectedKeptMax ? 'the first ' : ''}
          {formatCount(rejectedRows.length)}.
        </p>
      )}
    </section>
  );
}
