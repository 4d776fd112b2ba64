import type { PinnedKey, PublicJwk } from './pinned-key.js';
import { fingerprintOf } from './pinned-key.js';
import type { TrustedKeys } from './trusted-keys.js';
import { trustedKeys } from './trusted-keys.js';

/** A key that the reader pinned. */
export interface PinState {
  readonly fingerprint: string;
  /** `missing`: only its fingerprint is pinned, and the service does not state it, so that nothing can be checked with it. */
  readonly state: 'of-service' | 'not-of-service' | 'missing';
}

/** Which keys signatures are checked with, and why they can be trusted or not. */
export type ChosenKeys =
  /** The service signs nothing, and no key is pinned. */
  | { readonly trust: 'none' }
  /** The service's own list: it proves nothing against who controls the service. */
  | { readonly trust: 'service'; readonly fingerprint: string; readonly using: TrustedKeys }
  /** `using` is undefined if all pinned keys are missing. */
  | {
      readonly trust: 'pinned';
      readonly pins: readonly PinState[];
      /** The fingerprint of the key that the service states; null: it signs nothing. */
      readonly service: string | null;
      readonly using: TrustedKeys | undefined;
    };

/**
 * Pinned keys have precedence over the one that the service states. Throws `NoSignaturesError`.
 * @param ofService the key that the service states; undefined: it signs nothing
 */
export async function chooseKeys(pinned: readonly PinnedKey[], ofService: PublicJwk | undefined): Promise<ChosenKeys> {
  const service = ofService === undefined ? null : await fingerprintOf(ofService);
  if (pinned.length === 0) {
    if (ofService === undefined || service === null) return { trust: 'none' };
    return { trust: 'service', fingerprint: service, using: await trustedKeys([ofService]) };
  }
  const found = pinned.map(({ fingerprint, key }) => ({
    fingerprint,
    key: fingerprint === service ? ofService : key,
  }));
  const keys = found.flatMap(({ key }) => key ?? []);
  return {
    trust: 'pinned',
    pins: found.map(({ fingerprint, key }) => ({ fingerprint, state: stateOf(fingerprint === service, key) })),
    service,
    using: keys.length === 0 ? undefined : await trustedKeys(keys),
  };
}

function stateOf(isOfService: boolean, key: PublicJwk | undefined): PinState['state'] {
  if (isOfService) return 'of-service';
  return key === undefined ? 'missing' : 'not-of-service';
}
