import { nameList, named, readArguments, wholeNumber } from '../report/read-arguments.js';
import { type Defence, defences } from './defences.js';
import { type Fault, faults } from './faults.js';

export interface ChaosOptions {
  /** How long faults are injected; recovery and the checks come after. */
  readonly seconds: number;
  readonly seed: number;
  readonly processes: number;
  readonly faults: readonly Fault[];
  /** The defence that is turned off, to see that the checks find the damage. */
  readonly without: Defence | undefined;
}

const byDefault = { seconds: 60, processes: 2 };

const usage = `npm run chaos [-- options]
  --seconds N          how long faults are injected (${byDefault.seconds}); recovery and the checks come after
  --seed S             decides which faults strike, when and where (default: a new one, which is printed)
  --processes N        processes of the service, each with all roles (${byDefault.processes})
  --only a,b           these faults alone
  --without NAME       turns one defence off: the run must then find the damage
  --help

Faults:
${nameList(faults.map(({ name, does }) => [name, does]))}

Defences:
${nameList(Object.entries(defences).map(([name, { is }]) => [name, is]))}`;

/** Undefined for `--help`. Throws on unknown options and names. */
export function readChaosOptions(args: readonly string[]): ChaosOptions | undefined {
  const options = {
    seconds: { type: 'string', default: String(byDefault.seconds) },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    processes: { type: 'string', default: String(byDefault.processes) },
    only: { type: 'string' },
    without: { type: 'string' },
  } as const;
  const values = readArguments(args, options, usage);
  if (values === undefined) return undefined;
  const { only, without } = values;
  return {
    seconds: wholeNumber('seconds', values.seconds),
    seed: wholeNumber('seed', values.seed, 0),
    processes: wholeNumber('processes', values.processes, 2),
    faults: only === undefined ? faults : named('only', only, (name) => faults.find((fault) => fault.name === name)),
    without: without === undefined ? undefined : named('without', without, (name) => defences[name])[0],
  };
}
