import type { Load } from './load.js';
import type { BenchService } from './bench-service.js';
import type { Stage } from './stage.js';

/** One thing that is measured. To add one: a file in `scenarios/`, and its line in `scenarios/index.ts`. */
export interface Scenario {
  readonly name: string;
  /** What is measured, for the table. */
  readonly does: string;
  /** What one answer is, so that its latency can be read. */
  readonly answer: string;
  /** What its rate counts. */
  readonly unit: 'assignments' | 'answers' | 'events' | 'expiries' | 'identities';
  /** Whether `--quick` runs it. */
  readonly inQuick: boolean;
  /** Long ones have a course of their own and run once; the others once a round. */
  readonly once: boolean;
  /** Sets up one round on a database of its own. */
  start(stage: Stage): Promise<Running>;
}

/** A scenario that stands ready for one round. */
export interface Running {
  /** Works until the load ends, and waits for what it has sent. Throws where anything was refused or failed. */
  work(load: Load): Promise<void>;
  /** How many of its unit the store (or the topic) holds, to be compared with the answers. */
  storedCount(): Promise<number>;
  /** Whose memory is watched; undefined where there is no service. */
  readonly service?: BenchService | undefined;
  stop(): Promise<void>;
}
