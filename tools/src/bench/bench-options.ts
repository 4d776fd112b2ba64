import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RoundLength } from './load.js';

export interface BenchOptions extends RoundLength {
  readonly rounds: number;
  readonly isQuick: boolean;
  readonly identitiesPerPool: number;
  /** Names of scenarios; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** Where the figures go as JSON; absolute. */
  readonly jsonFile: string | undefined;
}

const full = { rounds: 3, warmUpMs: 5_000, measureMs: 5_000, identitiesPerPool: 40_000 };
/** Enough to see a ratio that has fallen. */
const quick = { rounds: 2, warmUpMs: 3_000, measureMs: 2_500, identitiesPerPool: 20_000 };

export const usage = `npm run bench [-- options]
  --only a,b           these scenarios alone
  --quick              under three minutes: fewer, shorter rounds, without the longest scenarios
  --json FILE          write the figures
  --rounds N           rounds of each scenario (${String(full.rounds)})
  --identities N       identities in each of the pools (${String(full.identitiesPerPool)})
  --help`;

/** What the command line says; undefined where it asks for help. Throws on what it does not know. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      rounds: { type: 'string' },
      identities: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const lengths = values.quick ? quick : full;
  return {
    ...lengths,
    isQuick: values.quick,
    rounds: countOf('rounds', values.rounds, lengths.rounds),
    identitiesPerPool: countOf('identities', values.identities, lengths.identitiesPerPool),
    only: values.only?.split(',').map((name) => name.trim()),
    jsonFile: values.json === undefined ? undefined : resolve(values.json),
  };
}

function countOf(option: string, text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--${option} ${text} is not a count`);
  return count;
}
