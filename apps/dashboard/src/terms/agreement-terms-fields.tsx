import { FieldRow } from '../ui/field.js';
import { SelectField } from '../ui/select-field.js';
import type { AgreementTerms } from './agreement-terms.js';
import { SecondsField } from '../ui/seconds-field.js';

interface AgreementTermsFieldsProps {
  readonly current: AgreementTerms;
  readonly terms: AgreementTerms;
  readonly onChange: (terms: AgreementTerms) => void;
}

const statuses = [
  ['active', 'active'],
  ['suspended', 'suspended'],
] as const;

/** The fields of an agreement. Its parties are fixed. */
export function AgreementTermsFields({ current, terms, onChange }: AgreementTermsFieldsProps) {
  return (
    <>
      <FieldRow>
        <SecondsField
          label="Security lifetime L"
          seconds={terms.securityLifetimeSeconds}
          min={1}
          former={current.securityLifetimeSeconds}
          onChange={(securityLifetimeSeconds) => onChange({ ...terms, securityLifetimeSeconds })}
        />
        <SecondsField
          label="Quarantine"
          seconds={terms.quarantineSeconds}
          former={current.quarantineSeconds}
          onChange={(quarantineSeconds) => onChange({ ...terms, quarantineSeconds })}
        />
      </FieldRow>
      <FieldRow>
        <SecondsField
          label="Shortest token"
          seconds={terms.minTokenLifetimeSeconds}
          former={current.minTokenLifetimeSeconds}
          onChange={(minTokenLifetimeSeconds) => onChange({ ...terms, minTokenLifetimeSeconds })}
        />
        <SelectField
          label="Status"
          value={terms.status}
          options={statuses}
          onChange={(status) => onChange({ ...terms, status })}
        />
      </FieldRow>
    </>
  );
}
