import { Field } from './field.js';
import { formatSeconds } from './formats.js';
import { secondsMax } from './seconds-max.js';

interface SecondsFieldProps {
  readonly label: string;
  readonly seconds: number;
  readonly min?: number;
  /** What the seconds were, if they have been changed. */
  readonly former?: number;
  readonly onChange: (seconds: number) => void;
}

/** A time in whole seconds, with what it is in larger units. */
export function SecondsField({ label, seconds, min = 0, former, onChange }: SecondsFieldProps) {
  const isInvalid = !Number.isInteger(seconds) || seconds < min || seconds > secondsMax;
  const change = former === undefined || former === seconds ? '' : `, was ${formatSeconds(former)}`;
  return (
    <Field
      label={`${label} (seconds)`}
      hint={`${formatSeconds(seconds)}${change}`}
      fault={isInvalid ? `whole seconds, ${String(min)} to ${String(secondsMax)}` : undefined}
    >
      {(control) => (
        <input
          {...control}
          type="number"
          inputMode="numeric"
          required
          min={min}
          max={secondsMax}
          value={Number.isNaN(seconds) ? '' : seconds}
          onChange={(event) => onChange(event.target.valueAsNumber)}
        />
      )}
    </Field>
  );
}
