import './history.css';
import { type SubmitEvent, useState } from 'react';
import { readPin } from '../../chain/pinned-key.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import type { ChosenKey } from './choose-key.js';

interface KeyPanelProps {
  readonly chosen: ChosenKey;
  readonly isPinned: boolean;
  readonly onPin: (text: string | null) => void;
}

/** The key that signatures are checked with, and where the trust in it comes from. */
export function KeyPanel({ chosen, isPinned, onPin }: KeyPanelProps) {
  return (
    <Panel title="Key of the signatures" actions={<TrustBadge chosen={chosen} />}>
      <div className="key-panel">
        <Trust chosen={chosen} />
        {isPinned ? (
          <div>
            <Button onClick={() => onPin(null)}>Remove the pinned key</Button>
          </div>
        ) : (
          <PinForm onPin={onPin} />
        )}
      </div>
    </Panel>
  );
}

function TrustBadge({ chosen }: { readonly chosen: ChosenKey }) {
  switch (chosen.trust) {
    case 'none':
      return <Badge tone="warning">Nothing is signed</Badge>;
    case 'service':
      return <Badge tone="warning">From the service itself</Badge>;
    case 'pinned':
      return chosen.isServiceKey ? (
        <Badge tone="good">Pinned</Badge>
      ) : (
        <Badge tone="warning">Pinned, not the service's</Badge>
      );
    case 'mismatch':
      return <Badge tone="bad">Not the pinned key</Badge>;
  }
}

function Trust({ chosen }: { readonly chosen: ChosenKey }) {
  switch (chosen.trust) {
    case 'none':
      return (
        <p>
          The service has no key for checkpoints (<code>CHECKPOINT_KEY</code>): the hash chain is followed, but anyone
          who can write the whole database can forge all of it.
        </p>
      );
    case 'service':
      return (
        <>
          <p>
            Signatures are checked with the key that the service itself states. Compare its fingerprint with one from
            another source, and pin it: then a history that was signed with any other key is found.
          </p>
          <Fingerprint of="The service's key" value={chosen.using.fingerprint} />
        </>
      );
    case 'pinned':
      return (
        <>
          <p>
            Signatures are checked with the key that you pinned in this browser.
            {!chosen.isServiceKey &&
              ' The service now states another key: checkpoints that it signs with that one do not count.'}
          </p>
          <Fingerprint of="Pinned key" value={chosen.using.fingerprint} />
        </>
      );
    case 'mismatch':
      return (
        <>
          <p>
            The service does not state the key that you pinned, so its signatures cannot be checked. Find out why before
            you pin another one: the key may have been replaced, or this may not be your service. A pinned PEM needs no
            list of keys.
          </p>
          <Fingerprint of="Pinned key" value={chosen.pinned} />
          <Fingerprint of="The service's key" value={chosen.service ?? 'none'} />
        </>
      );
  }
}

function Fingerprint({ of, value }: { readonly of: string; readonly value: string }) {
  return (
    <p>
      <span className="muted">{of}, fingerprint (RFC 7638, SHA-256):</span> <b className="fixed">{value}</b>
    </p>
  );
}

function PinForm({ onPin }: { readonly onPin: (text: string) => void }) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    readPin(text).then(
      () => onPin(text.trim()),
      (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <form className="key-panel" onSubmit={submit}>
      <Field
        label="Pin a key"
        hint={
          <>
            Its fingerprint, or the public key in PEM (<code>.local/checkpoints/public-key.pem</code> on a local stack)
          </>
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
