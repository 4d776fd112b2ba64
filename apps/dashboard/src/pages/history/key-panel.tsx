import './history.css';
import { Badge, type Tone } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import type { ChosenKeys, PinState } from './choose-keys.js';
import { PinForm } from './pin-form.js';

interface KeyPanelProps {
  readonly chosen: ChosenKeys;
  readonly onPin: (text: string) => void;
  readonly onRemove: (fingerprint: string) => void;
}

/** The keys that signatures are checked with, and where the trust in them comes from. */
export function KeyPanel({ chosen, onPin, onRemove }: KeyPanelProps) {
  return (
    <Panel title="Keys of the signatures" actions={<TrustBadge chosen={chosen} />}>
      <div className="key-panel">
        <Trust chosen={chosen} />
        {chosen.trust === 'pinned' && (
          <ul className="key-list">
            {chosen.pins.map((pin) => (
              <Pin key={pin.fingerprint} pin={pin} onRemove={() => onRemove(pin.fingerprint)} />
            ))}
          </ul>
        )}
        <PinForm isFirst={chosen.trust !== 'pinned'} onPin={onPin} />
      </div>
    </Panel>
  );
}

function TrustBadge({ chosen }: { readonly chosen: ChosenKeys }) {
  switch (chosen.trust) {
    case 'none':
      return <Badge tone="warning">Nothing is signed</Badge>;
    case 'service':
      return <Badge tone="warning">From the service itself</Badge>;
    case 'pinned':
      if (chosen.using === undefined) return <Badge tone="bad">Not the pinned key</Badge>;
      return isServicePinned(chosen.pins) ? (
        <Badge tone="good">Pinned</Badge>
      ) : (
        <Badge tone="warning">Pinned, not the service's</Badge>
      );
  }
}

function Trust({ chosen }: { readonly chosen: ChosenKeys }) {
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
          <Fingerprint of="The service's key" value={chosen.fingerprint} />
        </>
      );
    case 'pinned':
      return (
        <>
          <p>
            Each checkpoint is checked with the pinned key that it names.
            {!isServicePinned(chosen.pins) &&
              ' The service now states a key that you did not pin. Find out why before you pin it: the key may have been replaced, or this may not be your service.'}
          </p>
          {!isServicePinned(chosen.pins) && (
            <Fingerprint of="The service's key" value={chosen.service ?? 'none: it signs nothing'} />
          )}
        </>
      );
  }
}

const states: Readonly<Record<PinState['state'], readonly [tone: Tone, text: string]>> = {
  'of-service': ['good', "the service's key"],
  former: ['neutral', 'of another time'],
  missing: ['bad', 'cannot be used: pin it in PEM'],
};

function Pin({ pin: { fingerprint, state }, onRemove }: { readonly pin: PinState; readonly onRemove: () => void }) {
  const [tone, text] = states[state];
  return (
    <li>
      <Fingerprint of="Pinned key" value={fingerprint} />
      <Badge tone={tone}>{text}</Badge>
      <Button aria-label={`Remove the pinned key ${fingerprint}`} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}

function Fingerprint({ of, value }: { readonly of: string; readonly value: string }) {
  return (
    <p>
      <span className="muted">{of}, fingerprint (RFC 7638, SHA-256):</span> <b className="fixed">{value}</b>
    </p>
  );
}

function isServicePinned(pins: readonly PinState[]): boolean {
  return pins.some(({ state }) => state === 'of-service');
}
