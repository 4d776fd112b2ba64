import { formatCount, formatShare } from '../ui/formats.js';
import type { ImportState } from './import-run.js';

interface ImportProgressProps {
  readonly state: ImportState;
  readonly fileBytes: number;
}

const statuses: Readonly<Record<ImportState['status'], string>> = {
  ready: 'Ready',
  running: 'Importing',
  stopping: 'Stops after the current request',
  stopped: 'Stopped',
  unreadable: 'The file cannot be read',
  done: 'Imported',
};

/** How far an import is, and what became of its rows. */
export function ImportProgress({ state, fileBytes }: ImportProgressProps) {
  const { status, received, imported, alreadyPresent, rejected, bytesRead } = state;
  const share = status === 'done' ? 1 : fileBytes === 0 ? 0 : bytesRead / fileBytes;
  const counts = [
    ['Imported', imported],
    ['Already present', alreadyPresent],
    ['Refused', rejected],
  ] as const;
  return (
    <div className="import-progress">
      <p aria-live="polite">
        {statuses[status]}: {formatCount(received)} rows, {formatShare(share)}
      </p>
      <progress value={share} aria-label="Progress of the import" />
      <dl>
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
