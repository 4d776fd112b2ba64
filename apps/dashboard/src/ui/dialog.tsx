import './dialog.css';
import type { ReactNode } from 'react';
import { Button } from './button.js';
import { Modal } from './modal.js';

interface DialogProps {
  /** The question, or what is about to happen: `Suspend user-1@ims.example?` */
  readonly title: string;
  /** What the action changes, before it is taken: the preview. */
  readonly children: ReactNode;
  /** Names the action: `Suspend`, not `OK`. */
  readonly action: string;
  readonly danger?: boolean;
  /** The action is done: what is left is to close the dialog. */
  readonly done?: boolean;
  /** The action is in progress: the dialog stays open and cannot be confirmed twice. */
  readonly busy?: boolean;
  /** Ends an action that takes long while it is in progress. Without it, an action ends by itself. */
  readonly onStop?: (() => void) | undefined;
  /** Why the action failed. */
  readonly error?: Error | null;
  /** The action cannot be taken (yet): an input is missing or invalid. */
  readonly blocked?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks for confirmation; shown while it is rendered. */
export function Dialog({ title, children, action, danger = false, ...state }: DialogProps) {
  const { done = false, busy = false, onStop, error = null, blocked = false, onConfirm, onClose } = state;
  return (
    <Modal title={title} onClose={() => !busy && onClose()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !blocked) onConfirm();
        }}
      >
        <div className="dialog-body">{children}</div>
        {error !== null && (
          <p className="dialog-fault" role="alert">
            {error.message}
          </p>
        )}
        <div className="dialog-actions">
          {busy && onStop !== undefined ? (
            <Button onClick={onStop}>Stop</Button>
          ) : (
            !done && (
              <Button onClick={onClose} disabled={busy}>
                Cancel
              </Button>
            )
          )}
          <Button submits kind={danger ? 'danger' : 'primary'} disabled={busy || blocked} aria-busy={busy}>
            {busy ? 'In progress' : action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
