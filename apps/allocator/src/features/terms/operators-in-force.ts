import type { AllocationQueries } from '@allocator/application';
import { agreementsMax } from '@allocator/contracts';
import type { OperatorInForce } from '@allocator/contracts';
import type { OperatorProfile } from '@allocator/domain';
import { warningsOf } from '@allocator/domain';
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
    queries: Pick<AllocationQueries, 'infeasibleAgreements'>,
  ): Promise<readonly OperatorInForce[]> {
    const infeasible = await queries.infeasibleAgreements(profiles, agreementsMax);
    return profiles.map((profile) => ({
      profile,
      infeasibleAgreements: infeasible.get(profile.operatorId) ?? [],
      warnings: warningsOf(profile, toleratedSkewSeconds(this.config)),
    }));
  }
}
