import { FindExposures, FindMisplaced, SetOperator, SetTerms } from '@allocator/application';
import { PostgresExposureQueries, PostgresMisplacedQueries } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import { CONFIG, toleratedSkewSeconds } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import { LOG } from '../../config/create-log.js';
import { HttpModule } from '../../http/http.module.js';
import { DATABASE } from '../../postgres/database.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { SetTermsModule } from '../../terms/set-terms.module.js';
import { AgreementQueryHandler } from './agreement-query.handler.js';
import { AgreementsQueryHandler } from './agreements-query.handler.js';
import { AgreementsController } from './agreements.controller.js';
import { FeasibilityQueryHandler } from './feasibility-query.handler.js';
import { OperatorQueryHandler } from './operator-query.handler.js';
import { OperatorsInForce } from './operators-in-force.js';
import { OperatorsQueryHandler } from './operators-query.handler.js';
import { OperatorsController } from './operators.controller.js';
import { PoolQueryHandler } from './pool-query.handler.js';
import { PoolsQueryHandler } from './pools-query.handler.js';
import { PoolsController } from './pools.controller.js';
import { SetAgreementCommandHandler } from './set-agreement-command.handler.js';
import { SetOperatorCommandHandler } from './set-operator-command.handler.js';
import { SetPoolCommandHandler } from './set-pool-command.handler.js';

/** The terms of IMS operators, agreements and pools. */
@Module({
  imports: [HttpModule, PostgresModule, SetTermsModule],
  controllers: [OperatorsController, AgreementsController, PoolsController],
  providers: [
    AgreementQueryHandler,
    AgreementsQueryHandler,
    FeasibilityQueryHandler,
    OperatorQueryHandler,
    OperatorsInForce,
    OperatorsQueryHandler,
    PoolQueryHandler,
    PoolsQueryHandler,
    SetAgreementCommandHandler,
    SetOperatorCommandHandler,
    SetPoolCommandHandler,
    {
      provide: SetOperator,
      inject: [CONFIG, LOG, DATABASE, SetTerms],
      useFactory: (config: Config, log: Log, { pool }: Database, terms: SetTerms) =>
        new SetOperator(
          terms,
          new FindExposures(new PostgresExposureQueries(pool, config.lanes)),
          new FindMisplaced(new PostgresMisplacedQueries(pool), log),
          toleratedSkewSeconds(config),
          log,
        ),
    },
  ],
})
export class TermsModule {}
