import { resolve } from 'node:path';
import { named, readArguments, wholeNumber } from '../report/read-arguments.js';
import type { RoundLength } from './load.js';
import type { Scenario } from './scenario.js';

export interface BenchOptions extends RoundLength {
  readonly rounds: number;
  readonly isQuick: boolean;
  readonly identitiesPerPool: number;
  readonly scenarios: readonly Scenario[];
  /** Where to write the figures as JSON; absolute. */
  readonly jsonFile: string | undefined;
}

const full = { rounds: 3, warmUpMs: 5_000, measureMs: 5_000, identitiesPerPool: 40_000 };
/** Enough to see that a ratio has fallen. */
const quick = { rounds: 2, warmUpMs: 3_000, measureMs: 2_500, identitiesPerPool: 20_000 };

const usage = (scenarios: readonly Scenario[]): string => `npm run bench [-- options]
  --only a,b           these scenarios alone: ${scenarios.map(({ name }) => name).join(', ')}
  --quick              under three minutes: fewer, shorter rounds, without the longest scenarios
  --json FILE          write the figures
  --rounds N           rounds of each scenario (${String(full.rounds)})
  --identities N       identities in each of the pools (${String(full.identitiesPerPool)})
  --help`;

/** Undefined for `--help`. Throws on unknown options and names. */
export function readBenchOptions(args: readonly string[], all: readonly Scenario[]): BenchOptions | undefined {
  const options = {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    rounds: { type: 'string' },
    identities: { type: 'string' },
  } as const;
  const values = readArguments(args, options, usage(all));
  if (values === undefined) return undefined;
  const { only, quick: isQuick, json, rounds, identities } = values;
  const byDefault = isQuick ? quick : full;
  const chosen =
    only === undefined
      ? undefined
      : new Set(named('only', only, (name) => all.find((scenario) => scenario.name === name)));
  return {
    ...byDefault,
    isQuick,
    rounds: rounds === undefined ? byDefault.rounds : wholeNumber('rounds', rounds),
    identitiesPerPool: identities === undefined ? byDefault.identitiesPerPool : wholeNumber('identities', identities),
    scenarios: all.filter((scenario) => chosen?.has(scenario) ?? (scenario.inQuick === true || !isQuick)),
    jsonFile: json === undefined ? undefined : resolve(json),
  };
}
