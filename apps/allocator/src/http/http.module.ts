import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { PostgresModule } from '../postgres/postgres.module.js';
import { Tenancy } from './access/tenancy.js';
import { ConnectionClosing } from './connections/connection-closing.js';
import { ProblemFilter } from './problems/problem-filter.js';

/** What the features share of HTTP. The server itself is made by `createAdapter`. */
@Module({
  imports: [PostgresModule],
  providers: [Tenancy, ConnectionClosing, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [Tenancy],
})
export class HttpModule {}
