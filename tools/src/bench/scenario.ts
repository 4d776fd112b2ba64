import type { Load } from './load.js';
import type { Stage } from './stage.js';

/** One way of lending identities whose rate is measured. To add one: a file in `scenarios/`, and its line in `scenarios/index.ts`. */
export interface Scenario {
  readonly name: string;
  /** What is measured, for the table. */
  readonly does: string;
  /** What one answer is, so that its latency can be read. */
  readonly answer: string;
  /** Sets up one round on a database of its own. */
  start(stage: Stage): Promise<Running>;
}

/** A scenario that stands ready for one round. */
export interface Running {
  /** Works until the load ends, and waits for what it has sent. Throws where anything was refused or failed. */
  work(load: Load): Promise<void>;
  /** How many `Assigned` events its database holds, to be compared with the answers. */
  assignedCount(): Promise<number>;
  stop(): Promise<void>;
}
