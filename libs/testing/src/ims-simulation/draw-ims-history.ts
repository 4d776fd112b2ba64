import { Random } from '../simulation/random.js';
import { drawScene, revivingSeconds } from './draw-scene.js';
import { drawSetup } from './draw-setup.js';
import { drawStep } from './draw-step.js';
import type { History, Step } from './history.js';
import { everything, type Mix } from './mixes.js';

/** Of one history; some choices are several steps. */
const choicesMin = 12;
const choicesMax = 36;

interface Choice {
  readonly weight: number;
  readonly draw: (random: Random) => Step | readonly Step[];
}

/** The history of a seed. */
export function drawImsHistory(seed: number, mix: Mix = everything): History {
  const random = new Random(seed);
  const setup = drawSetup(random, mix);
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

function choicesOf(mix: Mix): readonly Choice[] {
  const choices: Choice[] = [
    { weight: 30, draw: drawStep.assign },
    { weight: 5, draw: drawStep.release },
    { weight: 12, draw: drawStep.register },
    { weight: 18, draw: drawStep.clock },
    { weight: 2, draw: drawStep.expire },
    { weight: 2, draw: drawStep.stock },
  ];
  if (mix.prolongs) choices.push({ weight: 14, draw: drawStep.prolong });
  if (mix.revokes) choices.push({ weight: 3, draw: drawStep.revoke });
  if (mix.reports.length > 0) {
    choices.push({ weight: 16, draw: (random) => drawStep.look(random, mix) });
    choices.push({ weight: 8, draw: (random) => drawScene.lateLook(random, mix) });
    choices.push({ weight: 6, draw: (random) => drawScene.oldReport(random, mix) });
  }
  if (mix.reports.includes('refused') && mix.affinity) choices.push({ weight: 4, draw: drawScene.takeBackAndLook });
  if (mix.reports.length > 0 && mix.prolongs) {
    choices.push({ weight: 6, draw: (random) => drawScene.lookAndProlong(random, mix) });
    choices.push({ weight: 6, draw: (random) => drawScene.prolongAndLook(random, mix) });
  }
  if (mix.changesTerms) {
    choices.push({ weight: 7, draw: (random) => drawStep.terms(random, mix) });
    choices.push({ weight: 4, draw: drawStep.continueCall });
    choices.push({ weight: 2, draw: drawStep.agreement });
    if (Math.max(...mix.tokenLeewaySeconds) >= revivingSeconds)
      choices.push({ weight: 6, draw: drawScene.assignWhileRaising });
  }
  if (mix.changesTerms && mix.prolongs && mix.reports.includes('not-refused')) {
    choices.push({ weight: 4, draw: drawScene.shorterToken });
  }
  if (mix.failovers) choices.push({ weight: 4, draw: drawStep.failover });
  return choices;
}
