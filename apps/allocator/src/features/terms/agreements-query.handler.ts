import type { PartyFilter, TermsLists } from '@allocator/application';
import type { AgreementId } from '@allocator/domain';
import { PostgresTermsLists } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { readershipOf } from '../../http/access/tenancy.js';
import type { Page } from '../../http/requests/page-of.js';
import { pageOf } from '../../http/requests/page-of.js';
import type { AgreementInForce } from './set-agreement-command.handler.js';

/** The agreements that the caller may see, by id. */
export class AgreementsQuery extends Query<Page<AgreementInForce, AgreementId>> {
  constructor(
    readonly caller: Caller,
    readonly filter: PartyFilter,
    readonly page: { readonly after?: AgreementId | undefined; readonly limit: number },
  ) {
    super();
  }
}

@QueryHandler(AgreementsQuery)
export class AgreementsQueryHandler implements IQueryHandler<AgreementsQuery> {
  constructor(@Inject(PostgresTermsLists) private readonly lists: TermsLists) {}

  async execute({
    caller,
    filter,
    page: { after, limit },
  }: AgreementsQuery): Promise<Page<AgreementInForce, AgreementId>> {
    const found = await this.lists.agreements(readershipOf(caller), filter, { after, countMax: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ agreementId }) => agreementId);
    const operatorIds = [...new Set(items.map(({ operatorId }) => operatorId))];
    const profiles = await this.lists.profiles(operatorIds);
    const profileOf = new Map(profiles.map((profile) => [profile.operatorId, profile]));
    const inForce = items.map((agreement) => {
      const profile = profileOf.get(agreement.operatorId);
      if (profile === undefined) throw new Error(`agreement ${agreement.agreementId} has no operator`);
      return { agreement, profile };
    });
    return { items: inForce, next };
  }
}
