import { type SubmitEvent, useState } from 'react';
import { type PinnedKey, readPin } from '../../chain/pinned-key.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';

interface PinFormProps {
  readonly isFirst: boolean;
  readonly onPin: (pin: PinnedKey) => void;
}

/** Takes a fingerprint or a public key as one to trust. */
export function PinForm({ isFirst, onPin }: PinFormProps) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    readPin(text).then(
      (pin) => {
        onPin(pin);
        setText('');
        setFault(undefined);
      },
      (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <form className="key-panel" onSubmit={submit}>
      <Field
        label={isFirst ? 'Pin a key' : 'Pin another key'}
        hint={
          isFirst ? (
            <>
              Its fingerprint, or the public key in PEM (<code>.local/checkpoints/public-key.pem</code> on a local
              stack)
            </>
          ) : (
            'For checkpoints of before or after a change of the key. A key that the service no longer states is needed in PEM.'
          )
        }
        fault={fault}
      >
        {(control) => (
          <textarea
            {...control}
            className="fixed"
            rows={2}
            value={text}
            required
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <div>
        <Button submits>Pin this key</Button>
      </div>
    </form>
  );
}
