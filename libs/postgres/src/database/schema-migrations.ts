import { Core1763900000000 } from '../migrations/1763900000000-core.js';
import { Speed1764000000000 } from '../migrations/1764000000000-speed.js';
import { PoolCounts1764050000000 } from '../migrations/1764050000000-pool-counts.js';
import { MovingTerms1764100000000 } from '../migrations/1764100000000-moving-terms.js';
import { Subjects1764150000000 } from '../migrations/1764150000000-subjects.js';
import { Audit1764200000000 } from '../migrations/1764200000000-audit.js';
import { Checkpoints1764250000000 } from '../migrations/1764250000000-checkpoints.js';
import { Analytics1764300000000 } from '../migrations/1764300000000-analytics.js';
import { Restore1764400000000 } from '../migrations/1764400000000-restore.js';
import { OneAlias1764500000000 } from '../migrations/1764500000000-one-alias.js';
import { NumberedTokens1764600000000 } from '../migrations/1764600000000-numbered-tokens.js';
import { Erasure1764700000000 } from '../migrations/1764700000000-erasure.js';
import { AuditClients1764720000000 } from '../migrations/1764720000000-audit-clients.js';
import { Installation1764740000000 } from '../migrations/1764740000000-installation.js';
import { PlainNames1764800000000 } from '../migrations/1764800000000-plain-names.js';
import { LanesTogether1764900000000 } from '../migrations/1764900000000-lanes-together.js';
import { CountedChanges1765000000000 } from '../migrations/1765000000000-counted-changes.js';
import { Lists1765100000000 } from '../migrations/1765100000000-lists.js';

/** Every migration, in the order in which they are applied. */
export const schemaMigrations = [
  Core1763900000000,
  Speed1764000000000,
  PoolCounts1764050000000,
  MovingTerms1764100000000,
  Subjects1764150000000,
  Audit1764200000000,
  Checkpoints1764250000000,
  Analytics1764300000000,
  Restore1764400000000,
  OneAlias1764500000000,
  NumberedTokens1764600000000,
  Erasure1764700000000,
  AuditClients1764720000000,
  Installation1764740000000,
  PlainNames1764800000000,
  LanesTogether1764900000000,
  CountedChanges1765000000000,
  Lists1765100000000,
];
