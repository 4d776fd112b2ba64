import './pool-filters.css';
import { replaceSearch } from '../../routing/replace-search.js';
import { Field, FieldRow } from '../../ui/field.js';
import { SelectField } from '../../ui/select-field.js';
import type { PoolFilter } from './pool-row.js';

const supplies = [
  ['any', 'any'],
  ['scarce', 'below 10% of the pool'],
  ['exhausted', 'none'],
] as const satisfies readonly (readonly [PoolFilter['supply'], string])[];

/** The filter that the address names: a link to the page shows the same rows. */
export function filterOf(search: URLSearchParams): PoolFilter {
  const named = supplies.find(([supply]) => supply === search.get('assignable'));
  return { text: search.get('find') ?? '', supply: named?.[0] ?? 'any' };
}

export function PoolFilters({ filter: { text, supply } }: { readonly filter: PoolFilter }) {
  return (
    <div className="pool-filters">
      <FieldRow>
        <Field label="Find">
          {(control) => (
            <input
              {...control}
              type="search"
              placeholder="pool, agreement, WWSF or operator"
              value={text}
              onChange={(event) => replaceSearch({ find: event.target.value === '' ? undefined : event.target.value })}
            />
          )}
        </Field>
        <SelectField
          label="Assignable identities"
          value={supply}
          options={supplies}
          onChange={(chosen) => replaceSearch({ assignable: chosen === 'any' ? undefined : chosen })}
        />
      </FieldRow>
    </div>
  );
}
