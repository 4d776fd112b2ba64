import type { PinnedKey, PublicJwk } from './pinned-key.js';

const storageKey = 'checkpoint-keys';

/** The keys that the reader trusts: kept in this browser, because the service must not be able to change them. */
export function storedPins(): readonly PinnedKey[] {
  const stored = parsed(localStorage.getItem(storageKey) ?? '[]');
  return Array.isArray(stored) ? stored.flatMap((each) => pinOf(each) ?? []) : [];
}

export function storePins(pins: readonly PinnedKey[]): void {
  if (pins.length === 0) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, JSON.stringify(pins));
}

/** Undefined if this page did not store it. */
function pinOf(stored: unknown): PinnedKey | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { fingerprint, key } = stored as Readonly<Record<string, unknown>>;
  if (typeof fingerprint !== 'string') return undefined;
  if (key === undefined) return { fingerprint, key };
  return isPublicJwk(key) ? { fingerprint, key } : undefined;
}

function isPublicJwk(key: unknown): key is PublicJwk {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, crv, x } = key as Readonly<Record<string, unknown>>;
  return [kty, crv, x].every((member) => typeof member === 'string');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
