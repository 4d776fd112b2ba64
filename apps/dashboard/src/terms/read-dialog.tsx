import { Dialog } from '../ui/dialog.js';
import { ErrorState } from '../ui/error-state.js';
import { Loading } from '../ui/loading.js';

interface ReadDialogProps {
  readonly title: string;
  readonly error: Error | null;
  readonly onClose: () => void;
}

/** A dialog whose terms are being read, or could not be. */
export function ReadDialog({ title, error, onClose }: ReadDialogProps) {
  return (
    <Dialog title={title} action="Set" blocked onConfirm={onClose} onClose={onClose}>
      {error === null ? (
        <Loading what="the terms" lines={5} />
      ) : (
        <ErrorState title="Could not load the terms" error={error} />
      )}
    </Dialog>
  );
}
