import './field.css';
import { type ReactNode, useId } from 'react';

/** What a control needs so that its label, hint and fault are read with it. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value. */
  readonly fault?: string | undefined;
  /** The control: `(control) => <input {...control} />`. */
  readonly children: (control: ControlProps) => ReactNode;
}

/** A labelled control of a form. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = hint !== undefined || fault !== undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': hasNote ? noteId : undefined,
        'aria-invalid': fault === undefined ? undefined : true,
      })}
      {hasNote && (
        <span id={noteId} className={fault === undefined ? 'field-hint' : 'field-fault'}>
          {fault ?? hint}
        </span>
      )}
    </div>
  );
}

/** Fields side by side, below each other where the window is narrow. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className="field-row">{children}</div>;
}
