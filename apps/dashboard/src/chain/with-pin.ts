import type { PinnedKey } from './pinned-key.js';

/** The pins with one more, each key once: a pin that has the key itself replaces one that has only its fingerprint. */
export function withPin(pins: readonly PinnedKey[], pin: PinnedKey): readonly PinnedKey[] {
  const index = pins.findIndex(({ fingerprint }) => fingerprint === pin.fingerprint);
  if (index < 0) return [...pins, pin];
  return pin.key === undefined ? pins : pins.with(index, pin);
}
