import { FindHolder } from '@allocator/application';
import { PostgresAuditQueries } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { AuditReadsQueryHandler } from './audit-reads-query.handler.js';
import { AuditTrail } from './audit-trail.js';
import { AuditController } from './audit.controller.js';
import { HoldersQueryHandler } from './holders-query.handler.js';
import { LiftLegalHoldCommandHandler } from './lift-legal-hold-command.handler.js';
import { PlaceLegalHoldCommandHandler } from './place-legal-hold-command.handler.js';
import { SubjectSearchQueryHandler } from './subject-search-query.handler.js';
import { TimelineQueryHandler } from './timeline-query.handler.js';

/** What auditors read of history. */
@Module({
  imports: [PostgresModule],
  controllers: [AuditController],
  providers: [
    AuditTrail,
    AuditReadsQueryHandler,
    HoldersQueryHandler,
    LiftLegalHoldCommandHandler,
    PlaceLegalHoldCommandHandler,
    SubjectSearchQueryHandler,
    TimelineQueryHandler,
    {
      provide: FindHolder,
      inject: [PostgresAuditQueries],
      useFactory: (queries: PostgresAuditQueries) => new FindHolder(queries),
    },
  ],
})
export class AuditModule {}
