import type { AllocationQueries } from '@allocator/application';
import type { OperatorInForce } from '@allocator/contracts';
import type { AgreementId, OperatorId, OperatorProfile } from '@allocator/domain';
import { isFeasible, warningsOf } from '@allocator/domain';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, toleratedSkewSeconds } from '../../config/config.js';
import type { Config } from '../../config/config.js';

/** Adds to profiles what follows from them: warnings, and the agreements that no longer fit. */
@Injectable()
export class OperatorsInForce {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @param queries on the connections of the caller's other reads */
  async of(
    profiles: readonly OperatorProfile[],
    queries: Pick<AllocationQueries, 'agreementsOf'>,
  ): Promise<readonly OperatorInForce[]> {
    const agreements = await queries.agreementsOf(profiles.map(({ operatorId }) => operatorId));
    const profileOf = new Map(profiles.map((profile) => [profile.operatorId, profile]));
    const infeasible = new Map<OperatorId, AgreementId[]>(profiles.map(({ operatorId }) => [operatorId, []]));
    for (const agreement of agreements) {
      const profile = profileOf.get(agreement.operatorId);
      if (profile === undefined || isFeasible(agreement, profile)) continue;
      infeasible.get(agreement.operatorId)?.push(agreement.agreementId);
    }
    return profiles.map((profile) => ({
      profile,
      infeasibleAgreements: infeasible.get(profile.operatorId) ?? [],
      warnings: warningsOf(profile, toleratedSkewSeconds(this.config)),
    }));
  }
}
