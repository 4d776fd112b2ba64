import { useState } from 'react';
import { hrefTo, pathTo } from '../../routing/hash-location.js';
import { replaceSearch } from '../../routing/replace-search.js';
import { Button } from '../../ui/button.js';
import { Field, FieldRow } from '../../ui/field.js';
import { type IdentityState, identityStates } from '../../ui/identity-state.js';
import { SelectField } from '../../ui/select-field.js';

interface IdentitiesFilterProps {
  readonly poolId: string;
  /** Undefined: all states. */
  readonly state: IdentityState | undefined;
}

const states = [['', 'all states'] as const, ...identityStates.map((state) => [state, state] as const)];

/** Which identities are listed, and the way to a single one. */
export function IdentitiesFilter({ poolId, state }: IdentitiesFilterProps) {
  const [impi, setImpi] = useState('');
  const wanted = impi.trim();
  return (
    <form
      className="identities-filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '')
          location.hash = hrefTo(pathTo('/pools/{poolId}/identities/{impi}', { poolId, impi: wanted }));
      }}
    >
      <FieldRow>
        <SelectField
          label="State"
          value={state ?? ''}
          options={states}
          onChange={(chosen) => replaceSearch({ state: chosen === '' ? undefined : chosen })}
        />
        <Field label="IMPI">
          {(control) => (
            <input
              {...control}
              type="search"
              placeholder="username@realm"
              value={impi}
              onChange={(event) => setImpi(event.target.value)}
            />
          )}
        </Field>
        <Button submits disabled={wanted === ''}>
          Open
        </Button>
      </FieldRow>
    </form>
  );
}
