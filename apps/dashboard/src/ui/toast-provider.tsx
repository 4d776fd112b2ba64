import './toast.css';
import { type ReactNode, createContext, useCallback, useContext, useState } from 'react';
import { Button } from './button.js';

/** The oldest goes first. */
const toastsMax = 3;

interface Toast {
  readonly id: number;
  readonly message: string;
}

const ToastContext = createContext<(message: string) => void>(() => undefined);

/** Tells the reader that something was done: `const toast = useToast(); toast('Suspended user-1@ims.example')`. */
export function useToast(): (message: string) => void {
  return useContext(ToastContext);
}

/** Messages stay until they are closed or replaced: a reader of a screen magnifier finds them later. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const add = useCallback((message: string) => {
    setToasts((shown) => [...shown, { id: (shown.at(-1)?.id ?? 0) + 1, message }].slice(-toastsMax));
  }, []);
  const close = (id: number): void => setToasts((shown) => shown.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={add}>
      {children}
      <div className="toasts" role="status">
        {toasts.map(({ id, message }) => (
          <div key={id} className="toast">
            <span>{message}</span>
            <Button aria-label={`Close: ${message}`} onClick={() => close(id)}>
              ✕
            </Button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
