import type { Scenario } from '../scenario.js';
import { type Target, serviceMemoryMb } from '../scenario-figures.js';
import { bare } from './bare.js';
import { baseline } from './baseline.js';
import { batch } from './batch.js';
import { batcher } from './batcher.js';
import { full } from './full.js';
import { growth } from './growth.js';
import { hostile } from './hostile.js';
import { importing } from './importing.js';
import { kafka } from './kafka.js';
import { limit } from './limit.js';
import { mixed } from './mixed.js';
import { overload } from './overload.js';
import { paced } from './paced.js';
import { relayBare } from './relay-bare.js';
import { relay } from './relay.js';
import { replay } from './replay.js';
import { single } from './single.js';
import { storm } from './storm.js';

/** In the order of each round. */
// prettier-ignore
export const scenarios: readonly Scenario[] = [
  limit, baseline, batcher, batch, bare, single, paced, kafka, relayBare, relay,
  mixed, overload, hostile, storm, full, importing, replay, growth,
];

export const targets: readonly Target[] = [
  { of: 'batch', per: 'limit', atLeast: 0.35 },
  { of: 'batch', per: 'baseline', atLeast: 15 },
  { of: 'single', per: 'bare', atLeast: 0.5 },
  { of: 'single', per: 'baseline', atLeast: 5 },
  { of: 'kafka', per: 'batch', atLeast: 0.5 },
  { of: 'relay', per: 'relay-bare', atLeast: 0.9 },
  { of: 'storm', per: 'limit', atLeast: 0.35 },
  { of: 'storm.p99ToQuiet', below: 5 },
  { of: 'growth.largestToSmallest', atLeast: 0.8 },
  { of: 'mixed.assignP99ToP50', below: 6 },
  { of: 'mixed.expiredLateP99Ms', below: 250 },
  { of: 'overload.goodputToCapacity', atLeast: 0.8 },
  { of: 'overload.p99ToQuiet', below: 3 },
  { of: 'overload.memoryGrowthMb', below: 50 },
  { of: 'hostile.p99Ms', below: 150 },
  { of: 'hostile.liveP99Ms', below: 150 },
  { of: 'full.rateToHalfAssigned', atLeast: 0.8 },
  { of: serviceMemoryMb, below: 350 },
];
