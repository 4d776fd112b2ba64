import { eventTypes } from '../../events/event-document.js';
import { Button } from '../../ui/button.js';
import { Field, FieldRow } from '../../ui/field.js';
import type { EventFilter } from '../../events/event-window.js';
import { isEmpty, noFilter } from '../../events/event-window.js';

interface LiveFilterProps {
  readonly filter: EventFilter;
  readonly onChange: (filter: EventFilter) => void;
}

/** Which events are kept and shown. */
export function LiveFilter({ filter, onChange }: LiveFilterProps) {
  return (
    <FieldRow>
      <Field label="Type">
        {(control) => (
          <select
            {...control}
            value={filter.type}
            onChange={({ target }) => onChange({ ...filter, type: target.value })}
          >
            <option value="">All types</option>
            {Object.keys(eventTypes).map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Pool">
        {(control) => (
          <input
            {...control}
            value={filter.pool}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ ...filter, pool: target.value })}
          />
        )}
      </Field>
      <Field label="IMPI">
        {(control) => (
          <input
            {...control}
            value={filter.impi}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ ...filter, impi: target.value })}
          />
        )}
      </Field>
      <Button disabled={isEmpty(filter)} onClick={() => onChange(noFilter)}>
        Clear
      </Button>
    </FieldRow>
  );
}
