import type { OtherStore, Scenario } from '../scenario.js';
import { batch } from './batch.js';
import { fourProcesses, processes } from './processes.js';
import { single } from './single.js';
import { wrk } from './wrk.js';

const stores: readonly (readonly [OtherStore, string])[] = [
  ['standby', 'PostgreSQL with a synchronous standby'],
  ['citus-1', 'Citus with one worker'],
  ['citus-2', 'Citus with two workers'],
];

/** Batches on the same version of PostgreSQL, to compare. */
export const otherBatch: Scenario = {
  ...batch,
  name: 'other-batch',
  does: 'as batch, on a PostgreSQL server of the programs that --postgres names',
  on: 'other-postgres',
};

/** The same work on servers that all share this machine: what replication or distribution costs, not what more machines bring. */
export const onOtherStores: readonly Scenario[] = stores.flatMap(([on, what]) => [
  { ...batch, name: `batch-${on}`, does: `as batch, on ${what}`, on },
  { ...single, name: `single-${on}`, does: `as single, on ${what}`, on },
  { ...wrk, name: `wrk-${on}`, does: `as wrk, on ${what}`, on },
  { ...processes, name: `processes-${on}`, does: `as processes, on ${what}`, on },
  { ...fourProcesses, name: `processes-4-${on}`, does: `as processes-4, on ${what}`, on },
]);
