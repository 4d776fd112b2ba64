import { useSyncExternalStore } from 'react';
import type { ImportRun, ImportState } from './import-run.js';

/** The state of an import as it proceeds; null without one. */
export function useImportState(run: ImportRun | null): ImportState | null {
  return useSyncExternalStore(run?.subscribe ?? noSubscription, run?.state ?? noState);
}

function noSubscription(): () => void {
  return () => undefined;
}

function noState(): null {
  return null;
}
