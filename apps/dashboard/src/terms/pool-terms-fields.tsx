import { useWholeList } from '../service/use-whole-list.js';
import { Field, FieldRow } from '../ui/field.js';
import { SelectField } from '../ui/select-field.js';
import type { PoolTerms } from './pool-terms.js';

interface PoolTermsFieldsProps {
  readonly terms: PoolTerms;
  readonly onChange: (terms: PoolTerms) => void;
}

const anonymous = [
  ['allowed', 'allowed'],
  ['refused', 'refused'],
] as const;
const repeats = [
  ['same', 'gets the same one'],
  ['another', 'gets another one'],
  ['refuse', 'is refused'],
] as const;
const yesOrNo = [
  ['yes', 'yes'],
  ['no', 'no'],
] as const;

/** The fields of a pool's terms. An empty number is no limit. */
export function PoolTermsFields({ terms, onChange }: PoolTermsFieldsProps) {
  const { maxPerSubject, anonymousSharePercent, ...others } = terms;
  const set = (changed: Partial<PoolTerms>): void => onChange({ ...terms, ...changed });
  return (
    <>
      <FieldRow>
        <AgreementField terms={terms} onChange={onChange} />
        <SelectField
          label="Anonymous subjects"
          value={terms.anonymous}
          options={anonymous}
          onChange={(value) => set({ anonymous: value })}
        />
      </FieldRow>
      <FieldRow>
        <SelectField
          label="A subject that holds an identity"
          value={terms.repeatSubject}
          options={repeats}
          onChange={(value) => set({ repeatSubject: value })}
        />
        <SelectField
          label="Former identity again"
          value={terms.affinity === true ? 'yes' : 'no'}
          options={yesOrNo}
          onChange={(value) => set({ affinity: value === 'yes' })}
        />
      </FieldRow>
      <FieldRow>
        <LimitField
          label="Identities a subject"
          limit={maxPerSubject}
          min={1}
          onChange={(limit) => onChange({ ...others, ...share(anonymousSharePercent), ...perSubject(limit) })}
        />
        <LimitField
          label="Anonymous share (%)"
          limit={anonymousSharePercent}
          min={0}
          max={100}
          onChange={(limit) => onChange({ ...others, ...share(limit), ...perSubject(maxPerSubject) })}
        />
      </FieldRow>
    </>
  );
}

function perSubject(limit: number | undefined): Pick<PoolTerms, 'maxPerSubject'> {
  return limit === undefined ? {} : { maxPerSubject: limit };
}

function share(limit: number | undefined): Pick<PoolTerms, 'anonymousSharePercent'> {
  return limit === undefined ? {} : { anonymousSharePercent: limit };
}

/** The agreements of the same two parties: a pool can move to no others. */
function AgreementField({ terms, onChange }: PoolTermsFieldsProps) {
  const { data } = useWholeList('/v1/agreements');
  const all = data?.items ?? [];
  const own = all.find(({ agreementId }) => agreementId === terms.agreementId);
  const possible = all.filter(({ operatorId, wwsfId }) => operatorId === own?.operatorId && wwsfId === own.wwsfId);
  const ids = possible.length === 0 ? [terms.agreementId] : possible.map(({ agreementId }) => agreementId);
  return (
    <SelectField
      label="Agreement"
      hint="of the same WWSF and operator"
      value={terms.agreementId}
      options={ids.map((id) => [id, id] as const)}
      onChange={(agreementId) => onChange({ ...terms, agreementId })}
    />
  );
}

interface LimitFieldProps {
  readonly label: string;
  readonly limit: number | undefined;
  readonly min: number;
  readonly max?: number;
  readonly onChange: (limit: number | undefined) => void;
}

function LimitField({ label, limit, min, max, onChange }: LimitFieldProps) {
  return (
    <Field label={label} hint="empty: no limit">
      {(control) => (
        <input
          {...control}
          type="number"
          min={min}
          max={max}
          value={limit ?? ''}
          onChange={(event) => {
            const { valueAsNumber } = event.target;
            onChange(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
          }}
        />
      )}
    </Field>
  );
}
