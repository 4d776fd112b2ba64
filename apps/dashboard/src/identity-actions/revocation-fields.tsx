import type { IdentityAnswer } from '@allocator/contracts';
import { Field, FieldRow } from '../ui/field.js';
import { formatInstant } from '../ui/formats.js';
import { SecondsField } from '../ui/seconds-field.js';
import { revokedUntilMs } from './identity-action.js';
import type { Revocation } from './revocation.js';

interface RevocationFieldsProps {
  readonly identity: IdentityAnswer;
  readonly nowMs: number;
  readonly revocation: Revocation;
  readonly onChange: (revocation: Revocation) => void;
}

/** Of the reason in the contract. */
const reasonCharsMax = 200;

export function RevocationFields({ identity, nowMs, revocation, onChange }: RevocationFieldsProps) {
  const { quarantineSeconds, reason } = revocation;
  return (
    <>
      <FieldRow>
        <SecondsField
          label="Quarantine"
          seconds={quarantineSeconds}
          onChange={(seconds) => onChange({ ...revocation, quarantineSeconds: seconds })}
        />
        <Field label="Reason" hint="recorded permanently: do not name a person">
          {(control) => (
            <input
              {...control}
              maxLength={reasonCharsMax}
              required
              value={reason}
              onChange={(event) => onChange({ ...revocation, reason: event.target.value })}
            />
          )}
        </Field>
      </FieldRow>
      {Number.isInteger(quarantineSeconds) && (
        <p>
          Assignable to another holder from{' '}
          <b>{formatInstant(new Date(revokedUntilMs(identity, quarantineSeconds, nowMs)).toISOString())}</b>.
        </p>
      )}
    </>
  );
}
