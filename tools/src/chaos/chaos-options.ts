import { nameList, named, readArguments, wholeNumber } from '../report/read-arguments.js';
import { defences } from './defences.js';
import { type Fault, faults } from './faults.js';
import type { StageSettings } from './stage.js';

export interface ChaosOptions extends StageSettings {
  /** How long faults are injected; recovery and the checks come after. */
  readonly seconds: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
}

const byDefault = { seconds: 60, processes: 2 };

const usage = `npm run chaos [-- options]
  --seconds N          how long faults are injected (${byDefault.seconds}); recovery and the checks come after
  --seed S             decides which faults strike, when and where (default: a new one, which is printed)
  --processes N        processes of the service, each with all roles (${byDefault.processes})
  --citus N            the store is Citus with N workers, if it is installed (CONTRIBUTING.md); without it, one PostgreSQL server
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
    citus: { type: 'string', default: '0' },
    only: { type: 'string' },
    without: { type: 'string' },
  } as const;
  const values = readArguments(args, options, usage);
  if (values === undefined) return undefined;
  const { only, without } = values;
  const citusWorkers = wholeNumber('citus', values.citus, 0);
  const isPossible = ({ needsCitus }: Fault): boolean => citusWorkers > 0 || needsCitus !== true;
  const wanted =
    only === undefined
      ? faults.filter(isPossible)
      : named('only', only, (name) => faults.find((fault) => fault.name === name));
  const impossible = wanted.find((fault) => !isPossible(fault));
  if (impossible !== undefined) throw new Error(`--only ${impossible.name} needs --citus N`);
  return {
    seconds: wholeNumber('seconds', values.seconds),
    seed: wholeNumber('seed', values.seed, 0),
    processes: wholeNumber('processes', values.processes, 2),
    citusWorkers,
    faults: wanted,
    without: without === undefined ? undefined : named('without', without, (name) => defences[name])[0],
  };
}
