import { parseArgs } from 'node:util';
import { type Defence, defences } from './defences.js';
import { type Fault, faults } from './faults.js';

export interface ChaosOptions {
  /** How long faults are injected; recovery and the checks come after. */
  readonly seconds: number;
  readonly seed: number;
  readonly processes: number;
  readonly faults: readonly Fault[];
  /** What is turned off, to see that its absence is noticed. */
  readonly without: Defence | undefined;
}

const byDefault = { seconds: 60, processes: 2 };

export const usage = `npm run chaos [-- options]
  --seconds N          how long faults are injected (${byDefault.seconds}); recovery and the checks come after
  --seed S             which faults, when and where; chosen and told where it is not given
  --processes N        processes of the service, each with all roles (${byDefault.processes})
  --only a,b           these faults alone
  --without NAME       turns one defence off: the run must then find the damage
  --help

Faults:
${listed(faults.map(({ name, does }) => [name, does]))}

Defences:
${listed(Object.entries(defences).map(([name, { is }]) => [name, is]))}`;

/** What the command line says; undefined where it asks for help. Throws on what it does not know. */
export function readOptions(args: readonly string[]): ChaosOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: String(byDefault.seconds) },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      processes: { type: 'string', default: String(byDefault.processes) },
      only: { type: 'string' },
      without: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    seconds: whole('seconds', values.seconds, 1),
    seed: whole('seed', values.seed, 0),
    processes: whole('processes', values.processes, 2),
    faults: values.only === undefined ? faults : values.only.split(',').map((name) => faultOf(name.trim())),
    without: values.without === undefined ? undefined : defenceOf(values.without),
  };
}

function faultOf(name: string): Fault {
  const fault = faults.find((each) => each.name === name);
  if (fault === undefined) throw new Error(`there is no fault ${name}: --help lists them`);
  return fault;
}

function defenceOf(name: string): Defence {
  const defence = Object.hasOwn(defences, name) ? defences[name] : undefined;
  if (defence === undefined) throw new Error(`there is no defence ${name}: --help lists them`);
  return defence;
}

function whole(option: string, text: string, min: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min)
    throw new Error(`--${option} ${text} is not a whole number from ${min} on`);
  return value;
}

function listed(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`).join('\n');
}
