import './what-if-panel.css';
import type { RegistrationTerms } from '../../terms/lifetime-parts.js';
import { SecondsField } from '../../ui/seconds-field.js';
import { Button } from '../../ui/button.js';
import { EffectList } from '../../ui/effect-list.js';
import { Field, FieldRow } from '../../ui/field.js';
import { formatSeconds } from '../../ui/formats.js';
import { Panel } from '../../ui/panel.js';
import { SelectField } from '../../ui/select-field.js';
import type { ProfileEffects } from './profile-effects.js';
import { type RegistrationChange, isChange, isValidChange } from './registration-change.js';

interface WhatIfPanelProps {
  readonly operator: RegistrationTerms;
  readonly proposed: RegistrationTerms;
  readonly change: RegistrationChange;
  readonly effects: ProfileEffects;
  readonly onChange: (change: RegistrationChange) => void;
  /** Undefined: the user may look, and not set. */
  readonly onSet: (() => void) | undefined;
}

const sliderStepSeconds = 30;

/** The fields of the profile that decide how long a registration can exist, and what other values would do. */
export function WhatIfPanel({ operator, proposed, change, effects, onChange, onSet }: WhatIfPanelProps) {
  const set = (changed: RegistrationChange): void => onChange({ ...change, ...changed });
  const isChanged = isChange(operator, change);
  const written = { ...operator, ...operator.guard, ...change };
  return (
    <Panel title={`What if R_max were ${formatSeconds(proposed.maxRegistrationSeconds)}?`}>
      <div className="what-if">
        <div className="what-if-fields">
          <SecondsField
            label="R_max"
            seconds={written.maxRegistrationSeconds}
            min={1}
            former={operator.maxRegistrationSeconds}
            onChange={(maxRegistrationSeconds) => set({ maxRegistrationSeconds })}
          />
          <Field label="R_max, by slider">
            {(control) => (
              <input
                {...control}
                type="range"
                min={sliderStepSeconds}
                max={Math.max(7_200, 4 * operator.maxRegistrationSeconds)}
                step={sliderStepSeconds}
                value={proposed.maxRegistrationSeconds}
                aria-valuetext={formatSeconds(proposed.maxRegistrationSeconds)}
                onChange={(event) => set({ maxRegistrationSeconds: Number(event.target.value) })}
              />
            )}
          </Field>
          <details>
            <summary>Model and guard</summary>
            <GuardFields operator={operator} written={written} onChange={set} />
          </details>
        </div>
        <div className="what-if-effect">
          <EffectList
            effects={
              effects.sentences.length > 0
                ? effects.sentences
                : [
                    isChanged
                      ? 'No agreement and no live assignment changes.'
                      : 'Change a value to see what it would move or stop.',
                  ]
            }
            isBad={effects.stopping.length > 0}
          />
          <div className="panel-head-actions">
            {onSet !== undefined && (
              <Button kind="primary" disabled={!isChanged || !isValidChange(change)} onClick={onSet}>
                Set the profile…
              </Button>
            )}
            <Button disabled={!isChanged} onClick={() => onChange({})}>
              Back to the profile in force
            </Button>
          </div>
        </div>
      </div>
    </Panel>
  );
}

interface GuardFieldsProps {
  readonly operator: RegistrationTerms;
  /** What the fields show, valid or not. */
  readonly written: Required<RegistrationChange>;
  readonly onChange: (change: RegistrationChange) => void;
}

const models = [
  ['outlives-token', 'a registration outlives its token'],
  ['capped-by-token', 'the token caps registrations'],
] as const;
const guardFields = [
  ['tokenLeewaySeconds', 'Token leeway'],
  ['clockSkewSeconds', 'Clock skew'],
  ['inFlightSeconds', 'REGISTER in flight'],
  ['purgeDelaySeconds', 'Purge delay'],
] as const;

function GuardFields({ operator, written, onChange }: GuardFieldsProps) {
  return (
    <div className="what-if-guard">
      <FieldRow>
        <SelectField
          label="Registration model"
          value={written.registrationModel}
          options={models}
          onChange={(registrationModel) => onChange({ registrationModel })}
        />
        <SecondsField
          label="Registrar's minimum"
          seconds={written.minRegistrationSeconds}
          former={operator.minRegistrationSeconds}
          onChange={(minRegistrationSeconds) => onChange({ minRegistrationSeconds })}
        />
      </FieldRow>
      <FieldRow>
        {guardFields.map(([member, label]) => (
          <SecondsField
            key={member}
            label={label}
            seconds={written[member]}
            former={operator.guard[member]}
            onChange={(seconds) => onChange({ [member]: seconds })}
          />
        ))}
      </FieldRow>
    </div>
  );
}
