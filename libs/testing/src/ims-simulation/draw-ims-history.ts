import { type Guard, minimumSecurityLifetimeSeconds } from '@allocator/domain';
import { Random } from '../simulation/random.js';
import { profileOf } from './report.js';
import type { Habit, History, ImsTerms, ImsTermsChange, Setup, Step, StepOf } from './history.js';
import { everything, type Mix } from './mixes.js';

/** Of a history; some are several steps. */
const choicesMin = 12;
const choicesMax = 36;
const identitiesMax = 2;
const usersMax = 3;
/** The shortest token that the agreement allows. */
const minTokenLifetimeSeconds = 60;
/** A leeway that brings tokens back which were dead when their bound came. */
const revivingSeconds = 2_000;
const minute = 60_000;

interface Choice {
  readonly weight: number;
  readonly draw: (random: Random) => Step | readonly Step[];
}

/** What happens under a seed. */
export function imsHistoryOf(seed: number, mix: Mix = everything): History {
  const random = new Random(seed);
  const setup = setupOf(random, mix);
  const choices = choicesOf(mix);
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  const count = choicesMin + random.below(choicesMax - choicesMin);
  const steps = Array.from({ length: count }, () => {
    let drawn = random.below(total);
    const choice = choices.find(({ weight }) => (drawn -= weight) < 0);
    return (choice as Choice).draw(random);
  });
  return { setup, steps: steps.flat() };
}

function setupOf(random: Random, mix: Mix): Setup {
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

function choicesOf(mix: Mix): readonly Choice[] {
  const choices: Choice[] = [
    { weight: 30, draw: assignStep },
    { weight: 5, draw: (random) => ({ do: 'release', lease: random.below(3) }) },
    { weight: 12, draw: registerStep },
    { weight: 18, draw: clockStep },
    { weight: 2, draw: (random) => ({ do: 'expire', pool: random.below(2) }) },
    { weight: 2, draw: stockStep },
  ];
  if (mix.prolongs) choices.push({ weight: 14, draw: prolongStep });
  if (mix.revokes) choices.push({ weight: 3, draw: revokeStep });
  if (mix.says.length > 0) {
    choices.push({ weight: 16, draw: (random) => lookStep(random, mix) });
    choices.push({ weight: 8, draw: (random) => lateLook(random, mix) });
    choices.push({ weight: 6, draw: (random) => oldReport(random, mix) });
  }
  if (mix.says.includes('refused') && mix.affinity) choices.push({ weight: 4, draw: takeBackAndLook });
  if (mix.says.length > 0 && mix.prolongs) {
    choices.push({ weight: 6, draw: (random) => lookAndProlong(random, mix) });
    choices.push({ weight: 6, draw: (random) => prolongAndLook(random, mix) });
  }
  if (mix.changesTerms) {
    choices.push({ weight: 7, draw: (random) => termsStep(random, mix) });
    choices.push({ weight: 4, draw: (random) => ({ do: 'go-on', pauses: random.oneOf([1, 3, 100]) }) });
    choices.push({ weight: 2, draw: agreementStep });
    if (Math.max(...mix.tokenLeewaySeconds) >= revivingSeconds) choices.push({ weight: 6, draw: assignWhileRaising });
  }
  if (mix.changesTerms && mix.prolongs && mix.says.includes('not-refused')) {
    choices.push({ weight: 4, draw: shorterToken });
  }
  if (mix.failovers) choices.push({ weight: 4, draw: failoverStep });
  return choices;
}

function habitOf(random: Random): Habit {
  return random.oneOf(['persistent', 'persistent', 'late', 'brief', 'absent']);
}

function assignStep(random: Random): StepOf<'assign'> {
  const user = random.chance(25) ? undefined : random.below(usersMax);
  return { do: 'assign', pool: random.below(2), user, habit: habitOf(random), waits: random.chance(70) };
}

function prolongStep(random: Random): Step {
  return { do: 'prolong', lease: random.oneOf([0, 0, 0, 1]), habit: habitOf(random) };
}

function revokeStep(random: Random): Step {
  return { do: 'revoke', lease: random.below(2), quarantineSeconds: random.oneOf([0, 100]) };
}

function stockStep(random: Random): Step {
  return {
    do: random.oneOf(['suspend', 'resume', 'resume', 'retire', 'import']),
    pool: random.below(2),
    identity: 1 + random.below(identitiesMax),
  };
}

function registerStep(random: Random): Step {
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

function clockStep(random: Random): Step {
  if (random.chance(50)) {
    return { do: 'clock', ms: random.oneOf([1, 1_000, 1_000, 10_000, minute, 5 * minute, 10 * minute, 30 * minute]) };
  }
  return {
    do: 'clock-to',
    lease: random.below(2),
    what: random.oneOf(['token-end', 'guard-end', 'bound']),
    offsetMs: random.oneOf([-60_000, -1, 0, 1, 10_000, 100_000, 400_000]),
  };
}

function lookStep(random: Random, mix: Mix): StepOf<'look'> {
  return {
    do: 'look',
    lease: random.oneOf([0, 0, 0, 1, 2]),
    says: random.oneOf(mix.says),
    upTo: random.oneOf(['newest', 'newest', 'oldest']),
    node: random.below(2),
    waits: random.chance(60),
    dated: random.chance(70),
    delaysMs: random.oneOf<readonly number[]>([
      [0],
      [0],
      [1_000],
      [30_000],
      [0, 5 * minute],
      [5 * minute],
      [20 * minute],
      [60 * minute],
      [],
    ]),
  };
}

/** A look when the token is about to be dead, and another holder at once. */
function lateLook(random: Random, mix: Mix): readonly Step[] {
  const offsetMs = random.oneOf([-120_000, -60_000, -30_000, -10_000, -5_000, -1, 0, 10_000]);
  return [
    { do: 'clock-to', lease: 0, what: 'guard-end', offsetMs },
    { ...lookStep(random, mix), lease: 0, waits: false, dated: true, delaysMs: [0] },
    { do: 'clock', ms: 1 },
    assignStep(random),
  ];
}

/** A look at a client that has not registered yet, and a report that arrives when its token is dead and its binding is not. */
function oldReport(random: Random, mix: Mix): readonly Step[] {
  const delayMs = random.oneOf([3 * minute, 8 * minute, 15 * minute, 40 * minute]);
  return [
    { ...assignStep(random), habit: 'late', waits: true },
    { ...lookStep(random, mix), lease: 0, waits: false, dated: random.chance(40), delaysMs: [delayMs] },
    { do: 'clock', ms: delayMs + 1 },
    assignStep(random),
  ];
}

/** A report that is under way while the lease is prolonged. */
function lookAndProlong(random: Random, mix: Mix): readonly Step[] {
  return [
    { ...lookStep(random, mix), lease: 0, waits: true },
    { do: 'prolong', lease: 0, habit: random.oneOf(['late', 'absent', 'persistent']) },
    clockStep(random),
    assignStep(random),
  ];
}

/** A holder that takes its identity back while a token of the former lease is alive, and a refusal of the new one's. */
function takeBackAndLook(random: Random): readonly Step[] {
  const user = random.below(usersMax);
  return [
    { ...assignStep(random), user, habit: 'late', waits: true },
    { do: 'release', lease: 0 },
    { ...assignStep(random), user, habit: 'persistent', waits: false },
    { do: 'look', lease: 0, says: 'refused', upTo: 'newest', node: 0, waits: true, dated: true, delaysMs: [0] },
    { do: 'clock', ms: random.oneOf([minute, 20 * minute]) },
    assignStep(random),
  ];
}

/** A look at a lease of which two tokens are alive. */
function prolongAndLook(random: Random, mix: Mix): readonly Step[] {
  return [
    { do: 'prolong', lease: 0, habit: random.oneOf(['brief', 'persistent', 'late']) },
    { ...lookStep(random, mix), lease: 0, waits: true, delaysMs: [0] },
    { do: 'clock', ms: random.oneOf([minute, 5 * minute, 10 * minute, 20 * minute]) },
    assignStep(random),
  ];
}

/** A prolongation on a shorter lifetime, whose token ends first, and a look when that one is dead. */
function shorterToken(random: Random): readonly Step[] {
  return [
    { do: 'agreement', securityLifetimeSeconds: 3_600 },
    { ...assignStep(random), habit: 'late', waits: true },
    { do: 'agreement', securityLifetimeSeconds: random.oneOf([800, 1_200, 2_400]) },
    { do: 'prolong', lease: 0, habit: 'absent' },
    { do: 'clock-to', lease: 0, what: 'guard-end', offsetMs: random.oneOf([0, 10_000]) },
    { do: 'look', lease: 0, says: 'not-refused', upTo: 'newest', node: 0, waits: false, dated: true, delaysMs: [0] },
    { do: 'clock', ms: 1 },
    assignStep(random),
  ];
}

function termsStep(random: Random, mix: Mix): Step {
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

/** An identity whose bound has come is assigned again while a raise that revives its former token is being recorded. */
function assignWhileRaising(random: Random): readonly Step[] {
  return [
    { do: 'terms', change: { guard: { tokenLeewaySeconds: 0 } }, pauses: 1_000 },
    { ...assignStep(random), habit: 'absent', waits: true },
    { do: 'clock-to', lease: 0, what: 'bound', offsetMs: random.oneOf([0, 1, 10_000]) },
    { do: 'terms', change: { guard: { tokenLeewaySeconds: revivingSeconds } }, pauses: 1 + random.below(30) },
    { ...assignStep(random), habit: 'persistent', waits: false },
    { do: 'go-on', pauses: 1_000 },
    { do: 'register', lease: 1, token: 0, tab: 0, node: 0, flightShare: 0, purgeShare: 1, expiresSeconds: undefined },
  ];
}

function agreementStep(random: Random): Step {
  return { do: 'agreement', securityLifetimeSeconds: random.oneOf([400, 800, 1_200, 2_400, 3_600]) };
}

function failoverStep(random: Random): Step {
  return { do: 'failover', skewShare: random.oneOf([-1, 0, 1]) };
}
