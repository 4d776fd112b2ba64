import { PostgresEventReader } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { DATABASE } from '../postgres/database.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { Health } from './health.js';

/** Whether the process can work. Roles add their status with `Health.watch`. */
@Module({
  imports: [PostgresModule],
  providers: [{ provide: Health, inject: [DATABASE], useFactory: healthOf }],
  exports: [Health],
})
export class HealthModule {}

function healthOf(database: Database): Health {
  const reader = new PostgresEventReader(database.healthPool);
  return new Health({
    demandWritable: () => database.demandWritable(),
    closedLanes: async () =>
      (await reader.laneHeads()).flatMap(({ lane, closedBecause }) =>
        closedBecause === undefined ? [] : [{ lane, reason: closedBecause }],
      ),
  });
}
