import { useMemo, useSyncExternalStore } from 'react';
import { type HashLocation, readHash } from './hash-location.js';

/** The current location; a component that uses it follows the address bar. */
export function useHashLocation(): HashLocation {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => readHash(hash), [hash]);
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
