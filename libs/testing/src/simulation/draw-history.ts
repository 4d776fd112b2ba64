import type { CommandStep, History, Setup, Step, TermsStep } from './history.js';
import { processesSimulated } from './history.js';
import { Random } from './random.js';
import { simulatedPools } from './simulated-pools.js';

/** Of one history. Longer histories find no more, and cost time in every seed. */
const stepsMax = 70;
const identitiesMax = 3;

/** The history of a seed. */
export function drawHistory(seed: number): History {
  const random = new Random(seed);
  const setup = setupOf(random);
  const count = stepsMax / 2 + random.below(stepsMax / 2);
  let commands = 0;
  const steps = Array.from({ length: count }, (): Step => {
    const step = stepOf(random, commands + 1);
    if (step.do === 'send') commands += step.commands.length + (step.ofOtherPool?.length ?? 0);
    return step;
  });
  return { setup, steps };
}

function setupOf(random: Random): Setup {
  const maxPerSubject = random.oneOf([undefined, undefined, 1, 2]);
  const anonymousSharePercent = random.oneOf([undefined, undefined, 50]);
  return {
    identities: 1 + random.below(identitiesMax),
    quarantineSeconds: random.oneOf([0, 0, 30, 1_500]),
    policy: {
      anonymous: random.oneOf(['allowed', 'allowed', 'refused']),
      repeatSubject: random.oneOf(['same', 'another', 'another', 'refuse']),
      ...(random.chance(30) ? { affinity: true } : {}),
      ...(maxPerSubject === undefined ? {} : { maxPerSubject }),
      ...(anonymousSharePercent === undefined ? {} : { anonymousSharePercent }),
    },
  };
}

function stepOf(random: Random, first: number): Step {
  const process = random.below(processesSimulated);
  const pool = random.below(simulatedPools.length);
  const drawn = random.below(100);
  if (drawn < 32) return { do: 'run', nth: random.below(8), pauses: 1 + random.below(10) };
  if (drawn < 54) {
    const commands = Array.from({ length: 1 + random.below(3) }, () => commandOf(random));
    if (random.chance(60)) return { do: 'send', process, pool, first, commands };
    const ofOtherPool = Array.from({ length: 1 + random.below(2) }, () => commandOf(random));
    return { do: 'send', process, pool, first, commands, ofOtherPool };
  }
  if (drawn < 60) return { do: 'send-again', process, nth: random.below(8), another: random.chance(20) };
  if (drawn < 68) return { do: 'relay', process, pool };
  if (drawn < 78) {
    return { do: 'clock-to-bound', nth: random.below(3), offsetMs: random.oneOf([-1, -1, 0, 0, 1]) };
  }
  if (drawn < 83) {
    return { do: 'clock', ms: random.oneOf([1, 1_000, 100_000, 2_700_000, 4_000_000, -1, -1_000, -600_000]) };
  }
  if (drawn < 89) return { do: 'look' };
  if (drawn < 91) return { do: 'expire', process, pool };
  if (drawn < 93) return { do: 'crash', process };
  if (drawn < 94) return { do: 'end-session', nth: random.below(3) };
  if (drawn < 96) return { do: 'lose-claim', pool };
  if (drawn < 97) return { do: 'lose-answer', when: random.oneOf(['before', 'after']) };
  if (drawn < 98) return { do: 'import', process, pool, identities: [1 + random.below(6), 1 + random.below(6)] };
  return { do: 'terms', process, terms: termsOf(random) };
}

function commandOf(random: Random): CommandStep {
  const drawn = random.below(100);
  const lease = random.below(4);
  const identity = 1 + random.below(identitiesMax);
  if (drawn < 46) return { type: 'assign', user: random.below(3), anonymous: random.chance(25) };
  if (drawn < 53) return { type: 'release', lease };
  if (drawn < 68) return { type: 'prolong', lease };
  if (drawn < 89) {
    return {
      type: 'indicate',
      lease,
      generations: random.oneOf([0, 0, 0, 0, 0, -1, 1]),
      tokenRefused: random.chance(60),
      tokens: random.oneOf([undefined, 0, 0, -1, -1, 1]),
      contactsRemaining: random.oneOf([undefined, 0, 0, 1]),
      lookedSecondsAfterToken: random.oneOf([undefined, -1_000, ...lookedSeconds]),
    };
  }
  if (drawn < 97) return { type: random.oneOf(['suspend', 'resume', 'resume', 'retire']), identity };
  return { type: 'revoke', identity, quarantineSeconds: random.oneOf([0, 100, 5_000]) };
}

/** The guard for each leeway and purge delay of `termsOf`, with a skew of 5 s and 128 s in flight. A look is dated at one of them, or before all. */
const lookedSeconds = [258, 318, 558, 638, 698, 938] as const;

/** The smallest guard that is ever in force, in seconds. */
export const leastGuardSeconds = lookedSeconds[0];

function termsOf(random: Random): TermsStep {
  return {
    guard: { tokenLeewaySeconds: random.oneOf([0, 60, 300]), purgeDelaySeconds: random.oneOf([120, 500]) },
    maxRegistrationSeconds: random.oneOf([300, 600, 900]),
    securityLifetimeSeconds: random.oneOf([2_500, 3_600]),
    status: random.oneOf(['active', 'active', 'active', 'suspended']),
  };
}
