import type { Random } from '../simulation/random.js';
import { type Habit, identitiesMax, type Step, type StepOf, usersMax } from './history.js';
import type { ImsTermsChange } from './ims-terms.js';
import type { Mix } from './mixes.js';
import { minuteMs } from './true-clock.js';

function release(random: Random): Step {
  return { do: 'release', lease: random.below(3) };
}

function expire(random: Random): Step {
  return { do: 'expire', pool: random.below(2) };
}

function continueCall(random: Random): Step {
  return { do: 'continue', pauses: random.oneOf([1, 3, 100]) };
}

function assign(random: Random): StepOf<'assign'> {
  const user = random.chance(25) ? undefined : random.below(usersMax);
  return { do: 'assign', pool: random.below(2), user, habit: drawHabit(random), waits: random.chance(70) };
}

function prolong(random: Random): Step {
  return { do: 'prolong', lease: random.oneOf([0, 0, 0, 1]), habit: drawHabit(random) };
}

function revoke(random: Random): Step {
  return { do: 'revoke', lease: random.below(2), quarantineSeconds: random.oneOf([0, 100]) };
}

function stock(random: Random): Step {
  return {
    do: random.oneOf(['suspend', 'resume', 'resume', 'retire', 'import']),
    pool: random.below(2),
    identity: 1 + random.below(identitiesMax),
  };
}

function register(random: Random): Step {
  return {
    do: random.oneOf(['register', 'deregister']),
    lease: random.oneOf([0, 0, 0, 1, 2]),
    token: random.oneOf([0, 0, 1]),
    tab: random.oneOf([0, 0, 1]),
    node: random.below(2),
    flightShare: random.oneOf([0, 0, 0.5, 1]),
    purgeShare: random.oneOf([0, 1]),
    expiresSeconds: random.oneOf([undefined, undefined, 30, 300]),
  };
}

function clock(random: Random): Step {
  if (random.chance(50)) {
    return {
      do: 'clock',
      ms: random.oneOf([1, 1_000, 1_000, 10_000, minuteMs, 5 * minuteMs, 10 * minuteMs, 30 * minuteMs]),
    };
  }
  return {
    do: 'clock-to',
    lease: random.below(2),
    what: random.oneOf(['token-end', 'guard-end', 'bound']),
    offsetMs: random.oneOf([-60_000, -1, 0, 1, 10_000, 100_000, 400_000]),
  };
}

function look(random: Random, mix: Mix): StepOf<'look'> {
  return {
    do: 'look',
    lease: random.oneOf([0, 0, 0, 1, 2]),
    reports: random.oneOf(mix.reports),
    upTo: random.oneOf(['newest', 'newest', 'oldest']),
    node: random.below(2),
    waits: random.chance(60),
    dated: random.chance(70),
    delaysMs: random.oneOf<readonly number[]>([
      [0],
      [0],
      [1_000],
      [30_000],
      [0, 5 * minuteMs],
      [5 * minuteMs],
      [20 * minuteMs],
      [60 * minuteMs],
      [],
    ]),
  };
}

function terms(random: Random, mix: Mix): Step {
  const one = (): ImsTermsChange =>
    random.oneOf<() => ImsTermsChange>([
      () => ({ registrationModel: random.oneOf(mix.registrationModels) }),
      () => ({ maxRegistrationSeconds: random.oneOf([60, 300, 600, 900, 1_800]) }),
      () => ({ minRegistrationSeconds: random.oneOf(mix.minRegistrationSeconds) }),
      () => ({ guard: { tokenLeewaySeconds: random.oneOf(mix.tokenLeewaySeconds) } }),
      () => ({ guard: { clockSkewSeconds: random.oneOf([0, 2, 5]) } }),
      () => ({ guard: { inFlightSeconds: random.oneOf([4, 32, 128]) } }),
      () => ({ guard: { purgeDelaySeconds: random.oneOf([0, 30, 120]) } }),
    ])();
  const [first, second] = [one(), one()];
  const change = random.chance(50) ? first : { ...first, ...second, guard: { ...first.guard, ...second.guard } };
  return { do: 'terms', change, pauses: random.oneOf([1, 4, 8, 1_000, 1_000, 1_000]) };
}

function agreement(random: Random): Step {
  return { do: 'agreement', securityLifetimeSeconds: random.oneOf([400, 800, 1_200, 2_400, 3_600]) };
}

function failover(random: Random): Step {
  return { do: 'failover', skewShare: random.oneOf([-1, 0, 1]) };
}

function drawHabit(random: Random): Habit {
  return random.oneOf(['persistent', 'persistent', 'late', 'brief', 'absent']);
}

/** A step of each kind. */
export const drawStep = {
  agreement,
  assign,
  clock,
  continueCall,
  expire,
  failover,
  look,
  prolong,
  register,
  release,
  revoke,
  stock,
  terms,
} as const;
