import type { Guard, OperatorProfile } from '@allocator/domain';
import type { ImsDefect } from './ims-defects.js';

/** The profile as the service receives it. */
export function plantedProfile(
  profile: Omit<OperatorProfile, 'version'>,
  defect: ImsDefect | undefined,
): Omit<OperatorProfile, 'version'> {
  const { guard } = profile;
  const understated = (part: Partial<Guard>): Omit<OperatorProfile, 'version'> => ({
    ...profile,
    guard: { ...guard, ...part },
  });
  switch (defect) {
    case 'skew-counted-once':
      return understated({ clockSkewSeconds: guard.clockSkewSeconds / 2 });
    case 'leeway-not-counted':
      return understated({ tokenLeewaySeconds: 0 });
    case 'flight-not-counted':
      return understated({ inFlightSeconds: 0 });
    case 'purge-not-counted':
      return understated({ purgeDelaySeconds: 0 });
    case 'minimum-not-counted':
      return { ...profile, minRegistrationSeconds: 0 };
    case 'instant-off-by-one':
    case 'generation-not-checked':
    case 'contacts-not-checked':
    case 'older-refusal-counts':
    case 'unnumbered-refusal-counts':
    case 'undated-look-counts':
    case 'dated-by-arrival':
    case 'guard-not-waited':
    case 'newest-token-counts':
    case 'former-token-not-checked':
    case 'raise-moves-no-lease':
    case 'raise-holds-no-identity':
    case 'raise-under-way-not-counted':
    case undefined:
      return profile;
  }
}
