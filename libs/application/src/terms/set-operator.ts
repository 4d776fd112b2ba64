import type { PoolId, TermsPrecondition, TermsWarning } from '@allocator/domain';
import { nameWarningsOf, warningsOf } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { Exposures, FindExposures } from './find-exposures.js';
import type { FindMisplaced } from './find-misplaced.js';
import type { OperatorSet, SetTerms, TermsAnswer } from './set-terms.js';

/** The profile in force, with what the operator should know about it. */
export interface CheckedOperator extends OperatorSet {
  readonly warnings: readonly TermsWarning[];
  readonly exposures: Exposures;
}

/** Sets an operator's profile, and then looks for what it puts at risk. Warnings are also logged. */
export class SetOperator {
  /** @param toleratedSkewSeconds how far the database's clock may differ from the process's; undefined: they are not compared */
  constructor(
    private readonly terms: SetTerms,
    private readonly exposures: FindExposures,
    private readonly misplaced: FindMisplaced,
    private readonly toleratedSkewSeconds: number | undefined,
    private readonly log: Log,
  ) {}

  async set(
    proposed: Parameters<SetTerms['setOperator']>[0],
    precondition: TermsPrecondition = {},
  ): Promise<TermsAnswer<CheckedOperator>> {
    const answer = await this.terms.setOperator(proposed, precondition);
    if (answer.kind === 'refused') return answer;
    const { profile, infeasibleAgreements } = answer.terms;
    const misplaced = await this.misplaced.find(profile);
    const warnings = [...warningsOf(profile, this.toleratedSkewSeconds), ...nameWarningsOf(misplaced)];
    // The log names the pools; the answer to the operator must not.
    this.warn(answer.terms, warnings, misplaced === 'not-compared' ? [] : misplaced.othersInside);
    const exposures = await this.exposures.find(profile.operatorId);
    return { kind: 'set', terms: { profile, infeasibleAgreements, warnings, exposures } };
  }

  private warn(
    { profile: { operatorId }, infeasibleAgreements: agreements }: OperatorSet,
    warnings: readonly TermsWarning[],
    pools: readonly PoolId[],
  ): void {
    for (const { code, detail } of warnings) {
      const particular = code === 'names-held-by-others' ? { pools } : {};
      this.log.warn({ code, operatorId, detail, ...particular }, 'an operator profile has a warning');
    }
    if (agreements.length === 0) return;
    this.log.warn(
      { code: 'agreements-infeasible', operatorId, agreements },
      'agreements leave no usable token under the profile: they assign and prolong nothing until they are changed',
    );
  }
}
