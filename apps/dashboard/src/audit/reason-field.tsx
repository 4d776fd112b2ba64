import { Field } from '../ui/field.js';
import { reasonCharsMax, reasonCharsMin } from './last-reason.js';

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Why an auditor reads: it is recorded with who reads what, before anything is answered. */
export function ReasonField({ value, onChange }: ReasonFieldProps) {
  return (
    <Field label="Reason of the read" hint="A case, an order, an inquiry. It is recorded with your name.">
      {(control) => (
        <input
          {...control}
          value={value}
          required
          minLength={reasonCharsMin}
          maxLength={reasonCharsMax}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
