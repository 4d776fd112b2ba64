import { type Guard, minimumSecurityLifetimeSeconds } from '@allocator/domain';
import type { Random } from '../simulation/random.js';
import { identitiesMax, type Setup } from './history.js';
import { type ImsTerms, profileOf } from './ims-terms.js';
import type { Mix } from './mixes.js';

/** Shortest token lifetime that the agreement allows. */
const minTokenLifetimeSeconds = 60;

/** The world before the first step. */
export function drawSetup(random: Random, mix: Mix): Setup {
  const terms: ImsTerms = {
    registrationModel: random.oneOf(mix.registrationModels),
    maxRegistrationSeconds: random.oneOf(mix.maxRegistrationSeconds),
    minRegistrationSeconds: random.oneOf(mix.minRegistrationSeconds),
    guard: guardOf(random, mix),
  };
  const shortest = minimumSecurityLifetimeSeconds(minTokenLifetimeSeconds, { ...profileOf(terms), version: 1 });
  const sipsTwin = mix.sipsTwins && random.chance(10);
  return {
    pools: sipsTwin || random.chance(20) ? 2 : 1,
    identities: 1 + random.below(identitiesMax),
    policy: {
      anonymous: 'allowed',
      repeatSubject: random.oneOf(['same', 'another', 'another']),
      affinity: mix.affinity && random.chance(50),
    },
    quarantineSeconds: random.oneOf([0, 0, 0, 30]),
    securityLifetimeSeconds: shortest + random.oneOf([0, 1, 540, 2_000]),
    terms,
    nodeSkewShares: random.oneOf([[-1, 1], [0, -1], [1], [-1], [0.5, 0]]),
    databaseSkewShare: random.oneOf([1, 1, 0, -1]),
    breach: mix.breach,
    sipsTwin,
  };
}

function guardOf(random: Random, mix: Mix): Guard {
  return {
    tokenLeewaySeconds: random.oneOf(mix.tokenLeewaySeconds),
    clockSkewSeconds: random.oneOf([0, 2, 5]),
    inFlightSeconds: random.oneOf([4, 32, 128]),
    purgeDelaySeconds: random.oneOf([0, 30, 120]),
  };
}
