import { resolve } from 'node:path';
import { named, readArguments, wholeNumber } from '../report/read-arguments.js';
import type { RoundLength } from './load.js';
import { type OtherStore, type Scenario, otherStores } from './scenario.js';

export interface BenchOptions extends RoundLength {
  readonly rounds: number;
  readonly isQuick: boolean;
  readonly identitiesPerPool: number;
  readonly scenarios: readonly Scenario[];
  /** Folder of the programs of a second PostgreSQL server; absolute. */
  readonly otherPostgres: string | undefined;
  /** Other stores that the scenarios need. */
  readonly otherStores: readonly OtherStore[];
  /** Brokers of the Kafka cluster; each has all partitions. */
  readonly kafkaBrokers: number;
  /** Where to write the figures as JSON; absolute. */
  readonly jsonFile: string | undefined;
}

const full = { rounds: 3, warmUpMs: 5_000, measureMs: 5_000, identitiesPerPool: 40_000 };
/** Our side of the ratios. */
const comparedWithPeers = 'wrk';
/** Enough to see that a ratio has fallen. */
const quick = { rounds: 2, warmUpMs: 3_000, measureMs: 2_500, identitiesPerPool: 20_000 };

const usage = (scenarios: readonly Scenario[]): string => `npm run bench [-- options]
  --only a,b           these scenarios, and those that another option adds: ${scenarios.map(({ name }) => name).join(', ')}
  --quick              fewer, shorter rounds, without the longest scenarios
  --peers              wrk, and the same work by other products that are installed (Debian packages): ${peersOf(scenarios)}
  --postgres DIR       single also on the PostgreSQL programs in DIR (/usr/lib/postgresql/15/bin)
  --standby            with --postgres: batch, single, wrk, processes and processes-4 also with a synchronous standby
  --citus              with --postgres: the same on Citus with one and with two workers, if DIR's PostgreSQL has it
  --brokers N          Kafka brokers; each has a replica of every partition (1)
  --json FILE          write the figures
  --rounds N           rounds of each scenario (${String(full.rounds)})
  --identities N       identities in each of the pools (${String(full.identitiesPerPool)})
  --help`;

const peersOf = (scenarios: readonly Scenario[]): string =>
  scenarios.flatMap(({ name, isPeer }) => (isPeer === true ? [name] : [])).join(', ');

/** Undefined for `--help`. Throws on unknown options and names. */
export function readBenchOptions(args: readonly string[], all: readonly Scenario[]): BenchOptions | undefined {
  const options = {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    postgres: { type: 'string' },
    standby: { type: 'boolean', default: false },
    citus: { type: 'boolean', default: false },
    brokers: { type: 'string' },
    json: { type: 'string' },
    rounds: { type: 'string' },
    identities: { type: 'string' },
  } as const;
  const values = readArguments(args, options, usage(all));
  if (values === undefined) return undefined;
  const { quick: isQuick, postgres, brokers, json, rounds, identities } = values;
  const byDefault = isQuick ? quick : full;
  const scenarios = chosen(all, values);
  return {
    ...byDefault,
    isQuick,
    rounds: rounds === undefined ? byDefault.rounds : wholeNumber('rounds', rounds),
    identitiesPerPool: identities === undefined ? byDefault.identitiesPerPool : wholeNumber('identities', identities),
    scenarios,
    otherStores: otherStores.filter((store) => scenarios.some(({ on }) => on === store)),
    otherPostgres: postgres === undefined ? undefined : resolve(postgres),
    kafkaBrokers: brokers === undefined ? 1 : wholeNumber('brokers', brokers),
    jsonFile: json === undefined ? undefined : resolve(json),
  };
}

interface Choice {
  readonly only?: string | undefined;
  readonly quick: boolean;
  readonly peers: boolean;
  readonly postgres?: string | undefined;
  readonly standby: boolean;
  readonly citus: boolean;
}

function chosen(
  all: readonly Scenario[],
  { only, quick: isQuick, peers, postgres, standby, citus }: Choice,
): readonly Scenario[] {
  const find = (name: string): Scenario | undefined => all.find((scenario) => scenario.name === name);
  const names = only === undefined ? undefined : new Set(named('only', only, find));
  const isChosen = (scenario: Scenario): boolean => {
    if (scenario.on === 'other-postgres' && postgres !== undefined) return true;
    if (scenario.on === 'standby' && standby) return true;
    if (scenario.on?.startsWith('citus') === true && citus) return true;
    if (peers && (scenario.isPeer === true || scenario.name === comparedWithPeers)) return true;
    if (names !== undefined) return names.has(scenario);
    if (peers || scenario.isPeer === true || scenario.on !== undefined) return false;
    return scenario.inQuick === true || !isQuick;
  };
  const scenarios = all.filter(isChosen);
  const homeless = scenarios.find(({ on }) => on !== undefined && postgres === undefined);
  if (homeless !== undefined) throw new Error(`${homeless.name} needs --postgres DIR`);
  return scenarios;
}
