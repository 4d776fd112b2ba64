import type { PinnedKey, PublicJwk } from '../../chain/pinned-key.js';
import { fingerprintOf, verifyingKey } from '../../chain/pinned-key.js';
import type { VerifyingKey } from './history-verification.js';

/** Which key signatures are checked with, and why it can be trusted or not. */
export type ChosenKey =
  /** The service signs nothing, and no key is pinned. */
  | { readonly trust: 'none' }
  /** The service's own list: it proves nothing against who controls the service. */
  | { readonly trust: 'service'; readonly using: VerifyingKey }
  | { readonly trust: 'pinned'; readonly using: VerifyingKey; readonly isServiceKey: boolean }
  /** A fingerprint is pinned, and the service states no key that has it: there is no key to check with. */
  | { readonly trust: 'mismatch'; readonly pinned: string; readonly service: string | null };

/**
 * A pinned key has precedence over the one that the service states. Throws `NoSignaturesError`.
 * @param ofService the key that the service states; undefined: it signs nothing
 */
export async function chooseKey(pin: PinnedKey | null, ofService: PublicJwk | undefined): Promise<ChosenKey> {
  const service = ofService === undefined ? null : await fingerprintOf(ofService);
  if (pin === null) {
    if (ofService === undefined || service === null) return { trust: 'none' };
    return { trust: 'service', using: { fingerprint: service, key: await verifyingKey(ofService) } };
  }
  const isServiceKey = pin.fingerprint === service;
  const key = isServiceKey ? ofService : pin.key;
  if (key === undefined) return { trust: 'mismatch', pinned: pin.fingerprint, service };
  return { trust: 'pinned', using: { fingerprint: pin.fingerprint, key: await verifyingKey(key) }, isServiceKey };
}
