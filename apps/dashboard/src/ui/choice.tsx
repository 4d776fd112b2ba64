import './choice.css';
import { useId } from 'react';

interface ChoiceProps<Value extends string> {
  /** What is chosen, for screen readers: `Span of the plot`. */
  readonly label: string;
  readonly values: readonly Value[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few values, all of them in view. */
export function Choice<Value extends string>({ label, values, chosen, onChoose }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className="unseen">{label}</legend>
      {values.map((value) => (
        <label key={value}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          {value}
        </label>
      ))}
    </fieldset>
  );
}
