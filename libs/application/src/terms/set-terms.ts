import type {
  Agreement,
  AgreementId,
  EventOrigin,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolPolicy,
  PoolTerms,
  TermsPrecondition,
  TermsRefusal,
  WwsfId,
} from '@allocator/domain';
import {
  decideAgreement,
  decideOperator,
  equalTerms,
  isComplete,
  isFeasible,
  mayUseAgreement,
  minRegistrationSecondsDefault,
  poolVersion,
  raisedSeconds,
  resolveTerms,
  unmetPrecondition,
} from '@allocator/domain';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { OverloadedError } from '../errors/overloaded-error.js';
import type { OpenTerms, TermsStore } from '../ports/terms-store.js';
import { HoldMover } from './hold-mover.js';
import { TermsRecorder } from './terms-recorder.js';

/** How often a change of terms waits for one that began before it. */
const attemptsMax = 10;
const retryAfterSeconds = 1;

export type TermsAnswer<T> =
  | { readonly kind: 'set'; readonly terms: T }
  | { readonly kind: 'refused'; readonly refusal: TermsRefusal };

/** The profile in force; agreements that no longer fit it assign and prolong nothing until they are changed. */
export interface OperatorSet {
  readonly profile: OperatorProfile;
  readonly infeasibleAgreements: readonly AgreementId[];
}

type ProposedProfile = Omit<OperatorProfile, 'version'>;

export interface CompletedProfiles {
  readonly completed: readonly OperatorSet[];
  /** Operators of which a lane is closed: they are completed at a start after the lane is repaired. */
  readonly inClosedLanes: readonly OperatorId[];
}

/**
 * Changes terms, and with them the resolved terms of every pool that they concern, in one transaction over the lanes of the operator and
 * of the pools: when the call answers, every pool assigns on the new terms. Terms that do not change keep their version. A precondition is
 * decided before anything else, in the transaction that writes: of two writers that expect the same version, one is refused. The proposal that
 * is in force already meets every `match`: after a lost answer of a commit the transaction runs again, and finds its own change.
 */
export class SetTerms {
  private readonly mover: HoldMover;
  private readonly recorder: TermsRecorder;

  constructor(
    private readonly store: TermsStore,
    lanes: number,
    origin: EventOrigin,
  ) {
    this.mover = new HoldMover(store.moves, origin);
    this.recorder = new TermsRecorder(lanes, origin);
  }

  /**
   * The profile is in force when its transaction commits. The call answers when every live lease is moved to what the profile raises. If
   * it is interrupted in between, the scheduler completes the moves, or the same call sent again.
   */
  setOperator(proposed: ProposedProfile, precondition: TermsPrecondition = {}): Promise<TermsAnswer<OperatorSet>> {
    return this.changeOperator(proposed.operatorId, (terms) => this.recordOperator(terms, proposed, precondition));
  }

  /**
   * Profiles of version 0.1 have no minimum of the registrar, so their bounds are too short by it. This sets the default, as a raise;
   * until then their pools assign nothing. Changes nothing if every profile has a minimum.
   */
  async completeProfiles(): Promise<CompletedProfiles> {
    const completed: OperatorSet[] = [];
    const inClosedLanes: OperatorId[] = [];
    for (const operatorId of await this.store.operatorsWithoutMinimum()) {
      try {
        const set = await this.changeOperator(operatorId, (terms) => this.completeProfile(terms, operatorId));
        if (set?.kind === 'set') completed.push(set.terms);
      } catch (error) {
        if (!(error instanceof LaneClosedError)) throw error;
        inClosedLanes.push(operatorId);
      }
    }
    return { completed, inClosedLanes };
  }

  setAgreement(
    proposed: Omit<Agreement, 'version'>,
    precondition: TermsPrecondition = {},
  ): Promise<TermsAnswer<{ readonly agreement: Agreement; readonly profile: OperatorProfile }>> {
    return this.store.inTerms(async (terms) => {
      const profile = await terms.operator(proposed.operatorId);
      const current = await terms.agreement(proposed.agreementId);
      const unmet = unmetPrecondition(precondition, current?.version, isInForce(proposed, current));
      if (unmet !== undefined) return { kind: 'refused', refusal: unmet };
      const decision = decideAgreement(proposed, current, profile);
      if (decision.kind === 'refused') return decision;
      if (current === undefined && (await isTaken(terms, proposed.wwsfId))) {
        return { kind: 'refused', refusal: { code: 'wwsf-id-taken' } };
      }
      if (profile === undefined)
        throw new Error(`an agreement was decided without its operator ${proposed.operatorId}`);
      const agreement = decision.terms;
      if (decision.kind === 'changed') await this.recordAgreement(terms, agreement, profile);
      return { kind: 'set', terms: { agreement, profile } };
    });
  }

  setPool(
    proposed: PoolPolicy & { readonly poolId: PoolId; readonly agreementId: AgreementId },
    precondition: TermsPrecondition = {},
  ): Promise<TermsAnswer<PoolTerms>> {
    return this.store.inTerms(async (terms) => {
      const lane = this.recorder.laneOf(proposed.poolId);
      const current = await terms.pool(lane, proposed.poolId);
      const agreement = await terms.agreement(proposed.agreementId);
      const profile = agreement && (await terms.operator(agreement.operatorId));
      const pool = agreement && profile && resolveTerms(proposed, agreement, profile, current);
      const isUnchanged = pool !== undefined && isInForce(pool, current);
      const unmet = unmetPrecondition(precondition, current && poolVersion(current), isUnchanged);
      if (unmet !== undefined) return { kind: 'refused', refusal: unmet };
      if (agreement === undefined) return { kind: 'refused', refusal: { code: 'agreement-not-found' } };
      if (pool === undefined) return { kind: 'refused', refusal: { code: 'operator-not-found' } };
      if (!mayUseAgreement(current, agreement)) return { kind: 'refused', refusal: { code: 'parties-fixed' } };
      if (current !== undefined && isUnchanged) return { kind: 'set', terms: current };
      const locked = await this.recorder.lock(terms, [pool.poolId]);
      await this.recorder.record(terms, locked, [{ lane, event: { type: 'PoolSet', data: pool } }]);
      return { kind: 'set', terms: pool };
    });
  }

  /** Runs `work` when no lease of the operator is being moved, and moves the leases that it raises. One raise at a time. */
  private async changeOperator<T>(operatorId: OperatorId, work: (terms: OpenTerms) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      await this.mover.finish(operatorId);
      const changed = await this.store.inTerms(async (terms) =>
        (await terms.isMoving(operatorId)) ? undefined : { answer: await work(terms) },
      );
      if (changed === undefined) continue;
      await this.mover.finish(operatorId);
      return changed.answer;
    }
    throw new OverloadedError(retryAfterSeconds);
  }

  private async recordOperator(
    terms: OpenTerms,
    proposed: ProposedProfile,
    precondition: TermsPrecondition = {},
  ): Promise<TermsAnswer<OperatorSet>> {
    const { operatorId } = proposed;
    const current = await terms.operator(operatorId);
    const unmet = unmetPrecondition(precondition, current?.version, isInForce(proposed, current));
    if (unmet !== undefined) return { kind: 'refused', refusal: unmet };
    const others = (await terms.declaredNames()).filter((names) => names.operatorId !== operatorId);
    const decision = decideOperator(proposed, current, others);
    if (decision.kind === 'refused') return decision;
    const profile = decision.terms;
    const agreements = await terms.agreementsOf(operatorId);
    const pools = await terms.poolsOf(operatorId);
    const locked = await this.recorder.lock(terms, [operatorId, ...pools.map(({ poolId }) => poolId)]);
    if (decision.kind === 'changed') {
      const agreementOf = new Map(agreements.map((agreement) => [agreement.agreementId, agreement]));
      const laterSeconds = current === undefined ? 0 : raisedSeconds(current, profile);
      const raise = laterSeconds === 0 ? undefined : await this.recorder.raiseTo(profile, terms, pools, laterSeconds);
      await this.recorder.record(
        terms,
        locked,
        [
          { lane: this.recorder.laneOf(operatorId), event: { type: 'OperatorProfileSet', data: profile } },
          ...this.recorder.poolChanges(pools, (pool) => agreementOf.get(pool.agreementId), profile),
        ],
        raise,
      );
    }
    const infeasible = agreements.filter((agreement) => !isFeasible(agreement, profile));
    const infeasibleAgreements = infeasible.map(({ agreementId }) => agreementId);
    return { kind: 'set', terms: { profile, infeasibleAgreements } };
  }

  /** Undefined if another process, or the operator, has completed the profile. */
  private async completeProfile(
    terms: OpenTerms,
    operatorId: OperatorId,
  ): Promise<TermsAnswer<OperatorSet> | undefined> {
    const current = await terms.operator(operatorId);
    if (current === undefined || isComplete(current)) return undefined;
    return this.recordOperator(terms, { ...current, minRegistrationSeconds: minRegistrationSecondsDefault });
  }

  private async recordAgreement(terms: OpenTerms, agreement: Agreement, profile: OperatorProfile): Promise<void> {
    const { operatorId } = profile;
    const all = await terms.poolsOf(operatorId);
    const pools = all.filter((pool) => pool.agreementId === agreement.agreementId);
    const locked = await this.recorder.lock(terms, [operatorId, ...pools.map(({ poolId }) => poolId)]);
    await this.recorder.record(terms, locked, [
      { lane: this.recorder.laneOf(operatorId), event: { type: 'AgreementSet', data: agreement } },
      ...this.recorder.poolChanges(pools, () => agreement, profile),
    ]);
  }
}

function isInForce<T extends object>(proposed: T, current: T | undefined): boolean {
  return current !== undefined && equalTerms(proposed, current);
}

/** Whether another WWSF has the same topic names in Kafka. False for a WWSF that already has an agreement. */
async function isTaken(terms: OpenTerms, wwsfId: WwsfId): Promise<boolean> {
  const alike = await terms.wwsfIdsLike(wwsfId);
  return alike.length > 0 && !alike.includes(wwsfId);
}
