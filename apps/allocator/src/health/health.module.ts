import type { Metrics } from '@allocator/runtime';
import { PostgresEventReader } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { METRICS } from '../metrics/metrics.module.js';
import { DATABASE } from '../postgres/database.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { declareReadiness } from './declare-readiness.js';
import { Health } from './health.js';

/** Whether the process can work. Roles add their status with `Health.watch`. */
@Module({
  imports: [PostgresModule],
  providers: [{ provide: Health, inject: [CONFIG, DATABASE, METRICS], useFactory: healthOf }],
  exports: [Health],
})
export class HealthModule {}

function healthOf({ lanes }: Config, database: Database, metrics: Metrics): Health {
  // On Citus, a server that is away must not occupy the one connection for health.
  const reader = new PostgresEventReader(database.isOnCitus ? database.pool : database.healthPool, lanes);
  const health = new Health({
    demandWritable: () => database.demandWritable(),
    closedLanes: async () =>
      (await reader.laneHeads('answering')).flatMap(({ lane, closedBecause }) =>
        closedBecause === undefined ? [] : [{ lane, reason: closedBecause }],
      ),
  });
  declareReadiness(metrics, health);
  return health;
}
