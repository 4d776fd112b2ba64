import './dialog.css';
import { type ReactNode, use, useId, useLayoutEffect, useRef } from 'react';
import { ModalNotice } from './modal-notice.js';

interface ModalProps {
  readonly title: string;
  /** For content that is wider than a question: a document. */
  readonly wide?: boolean;
  readonly children: ReactNode;
  /** Escape was pressed, or the reader closes it otherwise. */
  readonly onClose: () => void;
}

/**
 * A modal `<dialog>`, shown while it is rendered: the browser keeps the focus within, closes it with Escape, and returns the focus
 * to what opened it.
 */
export function Modal({ title, wide = false, children, onClose }: ModalProps) {
  const id = useId();
  const notice = use(ModalNotice);
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect: the browser returns the focus only if the dialog is closed before React removes it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      onCancel={(event) => {
        // React decides whether it is rendered.
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-content">
        {notice}
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
