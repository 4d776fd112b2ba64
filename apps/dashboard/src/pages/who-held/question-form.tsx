import { type SubmitEvent, useState } from 'react';
import { keepReason, lastReason } from '../../audit/last-reason.js';
import { ReasonField } from '../../audit/reason-field.js';
import { Button } from '../../ui/button.js';
import { Field, FieldRow } from '../../ui/field.js';
import type { HolderQuestion } from '../../proof/proof-file.js';
import type { QuestionFaults, QuestionFields } from './read-question.js';
import { readQuestion } from './read-question.js';

interface QuestionFormProps {
  /** Name and instant that another page filled in. */
  readonly initial: Pick<QuestionFields, 'name' | 'at'>;
  readonly busy: boolean;
  readonly onAsk: (question: HolderQuestion) => void;
}

/** Whom the auditor asks about, and when. */
export function QuestionForm({ initial, busy, onAsk }: QuestionFormProps) {
  const [fields, setFields] = useState<QuestionFields>({ ...initial, knownAt: '', reason: lastReason() });
  const [faults, setFaults] = useState<QuestionFaults>({});
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const read = readQuestion(fields);
    setFaults('faults' in read ? read.faults : {});
    if ('faults' in read) return;
    keepReason(read.question.reason);
    onAsk(read.question);
  };
  const change = (changed: Partial<QuestionFields>): void => setFields({ ...fields, ...changed });
  return (
    <form className="question-form" onSubmit={submit}>
      <Field label="IMPI or IMPU" hint="web-1@ims.example, sip:… or tel:…, in any spelling" fault={faults.name}>
        {(control) => (
          <input
            {...control}
            className="fixed"
            value={fields.name}
            required
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => change({ name: target.value })}
          />
        )}
      </Field>
      <FieldRow>
        <InstantField
          label="At (UTC)"
          hint="Empty: now"
          value={fields.at}
          fault={faults.at}
          onChange={(at) => change({ at })}
        />
        <InstantField
          label="Known at (UTC)"
          hint="By the events that were recorded up to then. Empty: all"
          value={fields.knownAt}
          fault={faults.knownAt}
          onChange={(knownAt) => change({ knownAt })}
        />
      </FieldRow>
      <ReasonField value={fields.reason} onChange={(reason) => change({ reason })} />
      <div>
        <Button kind="primary" submits disabled={busy}>
          {busy ? 'Searching' : 'Find the holder'}
        </Button>
      </div>
    </form>
  );
}

interface InstantFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

function InstantField({ label, hint, value, fault, onChange }: InstantFieldProps) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) => (
        <input
          {...control}
          value={value}
          placeholder="2026-11-27 10:05:00"
          maxLength={40}
          autoComplete="off"
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
