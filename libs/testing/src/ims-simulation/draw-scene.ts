import type { Random } from '../simulation/random.js';
import { drawStep } from './draw-step.js';
import { type Step, usersMax } from './history.js';
import type { Mix } from './mixes.js';
import { minuteMs } from './true-clock.js';

/** A leeway that revives tokens which were dead when their bound passed. */
export const revivingSeconds = 2_000;

/** A look when the token is about to be dead, and another holder immediately afterwards. */
function lateLook(random: Random, mix: Mix): readonly Step[] {
  const offsetMs = random.oneOf([-120_000, -60_000, -30_000, -10_000, -5_000, -1, 0, 10_000]);
  return [
    { do: 'clock-to', lease: 0, what: 'guard-end', offsetMs },
    { ...drawStep.look(random, mix), lease: 0, waits: false, dated: true, delaysMs: [0] },
    { do: 'clock', ms: 1 },
    drawStep.assign(random),
  ];
}

/** A look before the client registers, and a report that arrives when its token is dead but its binding is not. */
function oldReport(random: Random, mix: Mix): readonly Step[] {
  const delayMs = random.oneOf([3 * minuteMs, 8 * minuteMs, 15 * minuteMs, 40 * minuteMs]);
  return [
    { ...drawStep.assign(random), habit: 'late', waits: true },
    { ...drawStep.look(random, mix), lease: 0, waits: false, dated: random.chance(40), delaysMs: [delayMs] },
    { do: 'clock', ms: delayMs + 1 },
    drawStep.assign(random),
  ];
}

/** A report that arrives while or after the lease is prolonged. */
function lookAndProlong(random: Random, mix: Mix): readonly Step[] {
  return [
    { ...drawStep.look(random, mix), lease: 0, waits: true },
    { do: 'prolong', lease: 0, habit: random.oneOf(['late', 'absent', 'persistent']) },
    drawStep.clock(random),
    drawStep.assign(random),
  ];
}

/** A holder that takes its identity back while a token of the former lease is alive, and a refusal of the new token. */
function takeBackAndLook(random: Random): readonly Step[] {
  const user = random.below(usersMax);
  return [
    { ...drawStep.assign(random), user, habit: 'late', waits: true },
    { do: 'release', lease: 0 },
    { ...drawStep.assign(random), user, habit: 'persistent', waits: false },
    { do: 'look', lease: 0, reports: 'refused', upTo: 'newest', node: 0, waits: true, dated: true, delaysMs: [0] },
    { do: 'clock', ms: random.oneOf([minuteMs, 20 * minuteMs]) },
    drawStep.assign(random),
  ];
}

/** A look at a lease with two live tokens. */
function prolongAndLook(random: Random, mix: Mix): readonly Step[] {
  return [
    { do: 'prolong', lease: 0, habit: random.oneOf(['brief', 'persistent', 'late']) },
    { ...drawStep.look(random, mix), lease: 0, waits: true, delaysMs: [0] },
    { do: 'clock', ms: random.oneOf([minuteMs, 5 * minuteMs, 10 * minuteMs, 20 * minuteMs]) },
    drawStep.assign(random),
  ];
}

/** A prolongation under a shorter lifetime, whose token ends before the one it follows, and a look when it is dead. */
function shorterToken(random: Random): readonly Step[] {
  return [
    { do: 'agreement', securityLifetimeSeconds: 3_600 },
    { ...drawStep.assign(random), habit: 'late', waits: true },
    { do: 'agreement', securityLifetimeSeconds: random.oneOf([800, 1_200, 2_400]) },
    { do: 'prolong', lease: 0, habit: 'absent' },
    { do: 'clock-to', lease: 0, what: 'guard-end', offsetMs: random.oneOf([0, 10_000]) },
    {
      do: 'look',
      lease: 0,
      reports: 'not-refused',
      upTo: 'newest',
      node: 0,
      waits: false,
      dated: true,
      delaysMs: [0],
    },
    { do: 'clock', ms: 1 },
    drawStep.assign(random),
  ];
}

/** An identity past its bound is assigned again while a raise that revives its former token is being recorded. */
function assignWhileRaising(random: Random): readonly Step[] {
  return [
    { do: 'terms', change: { guard: { tokenLeewaySeconds: 0 } }, pauses: 1_000 },
    { ...drawStep.assign(random), habit: 'absent', waits: true },
    { do: 'clock-to', lease: 0, what: 'bound', offsetMs: random.oneOf([0, 1, 10_000]) },
    { do: 'terms', change: { guard: { tokenLeewaySeconds: revivingSeconds } }, pauses: 1 + random.below(30) },
    { ...drawStep.assign(random), habit: 'persistent', waits: false },
    { do: 'continue', pauses: 1_000 },
    { do: 'register', lease: 1, token: 0, tab: 0, node: 0, flightShare: 0, purgeShare: 1, expiresSeconds: undefined },
  ];
}

/** Several steps that together reach a situation which single steps rarely reach. */
export const drawScene = {
  assignWhileRaising,
  lateLook,
  lookAndProlong,
  oldReport,
  prolongAndLook,
  shorterToken,
  takeBackAndLook,
} as const;
