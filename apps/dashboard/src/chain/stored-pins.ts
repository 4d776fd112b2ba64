const storageKey = 'checkpoint-keys';

/** What the reader pasted as keys to trust: kept in this browser, because the service must not be able to change it. */
export function storedPins(): readonly string[] {
  const text = localStorage.getItem(storageKey);
  return text === null ? [] : text.split(separator);
}

/** Neither a fingerprint nor PEM has an empty line. */
const separator = '\n\n';

export function storePins(pins: readonly string[]): void {
  if (pins.length === 0) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, pins.join(separator));
}
