import './history.css';
import type { ChosenKeys, PinState } from '../../chain/choose-keys.js';
import type { PinnedKey } from '../../chain/pinned-key.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { PinForm } from './pin-form.js';

interface KeyPanelProps {
  readonly pins: readonly PinnedKey[];
  /** Undefined if they could not be chosen: the service does not answer, or the browser verifies no signatures. */
  readonly chosen: ChosenKeys | undefined;
  readonly onPin: (pin: PinnedKey) => void;
  readonly onRemove: (fingerprint: string) => void;
}

/** The keys that signatures are checked with, and where the trust in them comes from. */
export function KeyPanel({ pins, chosen, onPin, onRemove }: KeyPanelProps) {
  const states = chosen?.trust === 'pinned' ? chosen.pins : [];
  return (
    <Panel title="Keys of the signatures" actions={chosen && <TrustBadge chosen={chosen} />}>
      <div className="key-panel">
        {chosen !== undefined && <Trust chosen={chosen} />}
        {pins.length > 0 && (
          <ul className="key-list">
            {pins.map(({ fingerprint }) => (
              <Pin
                key={fingerprint}
                fingerprint={fingerprint}
                state={states.find((pin) => pin.fingerprint === fingerprint)?.state}
                onRemove={() => onRemove(fingerprint)}
              />
            ))}
          </ul>
        )}
        <PinForm isFirst={pins.length === 0} onPin={onPin} />
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

const badges: Readonly<Record<PinState['state'], readonly [tone: Tone, text: string]>> = {
  'of-service': ['good', "the service's key"],
  'not-of-service': ['neutral', "not the service's key"],
  missing: ['bad', 'cannot be used: pin it in PEM'],
};

interface PinProps {
  readonly fingerprint: string;
  /** Undefined if it is unknown whether signatures can be checked with it. */
  readonly state: PinState['state'] | undefined;
  readonly onRemove: () => void;
}

function Pin({ fingerprint, state, onRemove }: PinProps) {
  const [tone, text] = state === undefined ? [] : badges[state];
  return (
    <li>
      <Fingerprint of="Pinned key" value={fingerprint} />
      {tone !== undefined && <Badge tone={tone}>{text}</Badge>}
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
