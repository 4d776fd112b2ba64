import type { Load } from './load.js';
import type { Program } from './outside/program.js';
import type { Round } from './round.js';

/** A server of the programs of `--postgres`; with a synchronous standby (`--standby`); or Citus with so many workers (`--citus`). */
export const otherStores = ['other-postgres', 'standby', 'citus-1', 'citus-2'] as const;
export type OtherStore = (typeof otherStores)[number];

/** One thing that is measured. To add one: a file in `scenarios/`, and its line in `scenarios/index.ts`. */
export interface Scenario {
  readonly name: string;
  /** What is measured, for the table. */
  readonly does: string;
  /** What one answer is, so that its latency can be read. */
  readonly answer: string;
  /** What its rate counts. */
  readonly unit: 'assignments' | 'answers' | 'events' | 'expiries' | 'identities' | 'keys' | 'addresses' | 'seconds';
  /** Whether `--quick` runs it. */
  readonly inQuick?: true;
  /** Long scenarios decide their own course and run once; the others run in every round. */
  readonly once?: true;
  /** Without these programs it is left out. */
  readonly needs?: readonly Program[];
  /** Only with `--peers`, or named: another product that does the same work. */
  readonly isPeer?: true;
  /** Where its databases are, if not on the PostgreSQL from npm; only with the option that names it. */
  readonly on?: OtherStore;
  /** Sets up one round; what it opens is closed by the round. */
  start(round: Round): Promise<Running>;
}

/** A scenario that is ready for one round. */
export interface Running {
  /** Works until the load ends, and waits for all answers. Throws if anything was refused or failed. */
  work(load: Load): Promise<void>;
  /** How many of its unit are stored, to compare with the answers. Default: the assignments in the round's database. */
  storedCount?(): Promise<number>;
}
