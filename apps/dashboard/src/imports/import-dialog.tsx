import './import-dialog.css';
import type { ImportFormat } from '@allocator/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { servicePath } from '../service/service-path.js';
import { useService } from '../service/use-service.js';
import { Dialog } from '../ui/dialog.js';
import { EffectList } from '../ui/effect-list.js';
import { Field } from '../ui/field.js';
import { formatCount } from '../ui/formats.js';
import { formatOf } from './rows-of.js';
import { ImportProgress } from './import-progress.js';
import { ImportRun } from './import-run.js';
import { RejectedList } from './rejected-list.js';
import { useImportState } from './use-import-state.js';

interface ImportDialogProps {
  readonly poolId: string;
  readonly onClose: () => void;
}

const contentTypes: Readonly<Record<ImportFormat, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };
const bytesOfKilobyte = 1_000;

/** Imports a file into a pool: the choice of the file, what it changes, its progress, and the rows that were refused. */
export function ImportDialog({ poolId, onClose }: ImportDialogProps) {
  const service = useService();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [run, setRun] = useState<ImportRun | null>(null);
  const state = useImportState(run);
  const format = file === null ? undefined : formatOf(file.name);
  const isChosen = state !== null && state.status !== 'ready' && state.status !== 'unreadable';
  // An import does not continue unseen.
  useEffect(() => () => run?.stop(), [run]);
  const isBusy = state?.status === 'running' || state?.status === 'stopping';
  const isDone = state?.status === 'done';

  function choose(chosen: File | null): void {
    const type = formatOf(chosen?.name ?? '');
    const path = servicePath('/v1/pools/{poolId}/identities', { poolId });
    setFile(chosen);
    setRun(
      chosen === null || type === undefined
        ? null
        : new ImportRun(chosen, type, (body) => service.send('POST', path, { body, contentType: contentTypes[type] })),
    );
  }

  function start(): void {
    if (isDone) onClose();
    else void run?.run().then(() => queries.invalidateQueries());
  }

  return (
    <Dialog
      title={`Import identities into ${poolId}`}
      action={isDone ? 'Close' : state?.status === 'stopped' ? 'Continue' : 'Import'}
      done={isDone}
      busy={isBusy}
      error={state?.error ?? null}
      blocked={run === null || state?.status === 'unreadable'}
      onStop={isBusy ? () => run?.stop() : undefined}
      onConfirm={start}
      onClose={onClose}
    >
      {!isChosen && (
        <Field
          label="File"
          hint="CSV (impi,impu,impu…) or NDJSON, in UTF-8"
          fault={
            file !== null && format === undefined ? 'choose a file that ends in .csv, .ndjson or .jsonl' : undefined
          }
        >
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".csv,.ndjson,.jsonl"
              onChange={(event) => choose(event.target.files?.[0] ?? null)}
            />
          )}
        </Field>
      )}
      {state?.status === 'ready' && file !== null && <ImportEffect file={file} />}
      {state !== null && state.status !== 'ready' && <ImportProgress state={state} fileBytes={file?.size ?? 0} />}
      {state !== null && state.rejected > 0 && (
        <RejectedList state={state} name={`${file?.name ?? poolId}.rejected.csv`} />
      )}
    </Dialog>
  );
}

/** What an import of the file does. */
function ImportEffect({ file: { name, size } }: { readonly file: File }) {
  return (
    <EffectList
      effects={[
        `Adds the rows of ${name} (${formatCount(Math.ceil(size / bytesOfKilobyte))} kB) as identities, assignable immediately.`,
        'Skips rows that the pool has already. Rows with a fault are listed and change nothing.',
        'It can be stopped and repeated. Imported identities cannot be deleted, only retired.',
      ]}
    />
  );
}
