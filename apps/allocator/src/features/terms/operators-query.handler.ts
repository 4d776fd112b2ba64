import type { AllocationQueries, TermsLists } from '@allocator/application';
import type { OperatorInForce } from '@allocator/contracts';
import type { OperatorId } from '@allocator/domain';
import { PostgresTermsLists } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { readershipOf } from '../../http/access/tenancy.js';
import type { Page } from '../../http/requests/page-of.js';
import { pageOf } from '../../http/requests/page-of.js';
import { LIST_QUERIES } from '../../postgres/postgres.module.js';
import { OperatorsInForce } from './operators-in-force.js';

/** The operators that the caller may see, by id. */
export class OperatorsQuery extends Query<Page<OperatorInForce, OperatorId>> {
  constructor(
    readonly caller: Caller,
    readonly page: { readonly after?: OperatorId | undefined; readonly limit: number },
  ) {
    super();
  }
}

@QueryHandler(OperatorsQuery)
export class OperatorsQueryHandler implements IQueryHandler<OperatorsQuery> {
  constructor(
    @Inject(PostgresTermsLists) private readonly lists: TermsLists,
    @Inject(LIST_QUERIES) private readonly queries: AllocationQueries,
    private readonly operators: OperatorsInForce,
  ) {}

  async execute({ caller, page: { after, limit } }: OperatorsQuery): Promise<Page<OperatorInForce, OperatorId>> {
    const found = await this.lists.operators(readershipOf(caller), { after, countMax: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ operatorId }) => operatorId);
    return { items: await this.operators.of(items, this.queries), next };
  }
}
