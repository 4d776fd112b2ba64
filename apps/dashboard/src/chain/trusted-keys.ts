import type { PublicJwk } from './pinned-key.js';
import { fingerprintOf, verifyingKey } from './pinned-key.js';

/**
 * The keys whose signatures count, by fingerprint. Several: after a change of the key, older checkpoints are still those of the former one.
 */
export type TrustedKeys = ReadonlyMap<string, CryptoKey>;

/** Throws `NoSignaturesError`. */
export async function trustedKeys(keys: readonly PublicJwk[]): Promise<TrustedKeys> {
  return new Map(
    await Promise.all(keys.map(async (key) => [await fingerprintOf(key), await verifyingKey(key)] as const)),
  );
}

/** The same for the same keys. */
export function nameOf(keys: TrustedKeys): string {
  return [...keys.keys()].sort().join(' ');
}
