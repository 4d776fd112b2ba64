import type {
  Agreement,
  AgreementId,
  DomainEvent,
  EventOrigin,
  HoldMove,
  Instant,
  Lane,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolPolicy,
  PoolTerms,
  Position,
  TermsRefusal,
  WwsfId,
} from '@allocator/domain';
import {
  decideAgreement,
  decideOperator,
  equalTerms,
  holdSpans,
  isComplete,
  isFeasible,
  laneOf,
  mayUseAgreement,
  minRegistrationSecondsDefault,
  raisedSeconds,
  resolveTerms,
} from '@allocator/domain';
import { appendEvents } from '../lanes/append-events.js';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { OverloadedError } from '../errors/overloaded-error.js';
import { HoldMover } from './hold-mover.js';
import type { LockedLane, OpenTerms, TermsChanges, TermsStore } from '../ports/terms-store.js';

/** How often a change of terms gives way to one that began before it. */
const attemptsMax = 10;
const retryAfterSeconds = 1;

export type TermsAnswer<T> =
  { readonly kind: 'set'; readonly terms: T } | { readonly kind: 'refused'; readonly refusal: TermsRefusal };

/** The profile in force; agreements that no longer fit it assign and prolong nothing until they are changed. */
export interface OperatorSet {
  readonly profile: OperatorProfile;
  readonly infeasibleAgreements: readonly AgreementId[];
}

type ProposedProfile = Omit<OperatorProfile, 'version'>;

/** Undefined where another process, or the operator itself, has completed it meanwhile. */
function completedProfile(current: OperatorProfile | undefined): ProposedProfile | undefined {
  if (current === undefined || isComplete(current)) return undefined;
  return { ...current, minRegistrationSeconds: minRegistrationSecondsDefault };
}

export interface CompletedProfiles {
  readonly completed: readonly OperatorSet[];
  /** Operators of which a lane is closed: to be completed when it is mended. */
  readonly inClosedLanes: readonly OperatorId[];
}

/** A change to record in a lane: the event, and the terms that the lane has from then on. */
type TermsChange =
  | { readonly lane: Lane; readonly event: Extract<DomainEvent, { type: 'OperatorProfileSet' }> }
  | { readonly lane: Lane; readonly event: Extract<DomainEvent, { type: 'AgreementSet' }> }
  | { readonly lane: Lane; readonly event: Extract<DomainEvent, { type: 'PoolSet' }> };

/** Terms that hold the live leases of these pools longer. */
interface Raise extends Pick<HoldMove, 'operatorVersion'> {
  readonly pools: readonly PoolTerms[];
  /** Undefined where nothing was assigned as yet. */
  readonly spans: HoldMove['spans'] | undefined;
  readonly laterSeconds: number;
}

/**
 * Changes terms, and with them the resolved terms of every pool they concern, in one transaction over the lanes of the
 * operator and of the pools: before the call answers, every pool lends on the new terms. Terms that are as they were
 * keep their version.
 */
export class SetTerms {
  private readonly mover: HoldMover;

  constructor(
    private readonly store: TermsStore,
    private readonly lanes: number,
    private readonly origin: EventOrigin,
    private readonly committed: (lane: Lane) => void = () => undefined,
  ) {
    this.mover = new HoldMover(store.moves, origin, committed);
  }

  /**
   * In force, and lent on, when its transaction commits; answered when every live lease has been moved to what it raises. A
   * change that was cut off in the middle is completed by the scheduler, or by the same call sent again.
   */
  async setOperator(proposed: ProposedProfile): Promise<TermsAnswer<OperatorSet>> {
    return (await this.changeOperator(proposed.operatorId, () => proposed)) as TermsAnswer<OperatorSet>;
  }

  /** @param propose the profile that follows the one in force; undefined where that stays. Undefined then. */
  private async changeOperator(
    operatorId: OperatorId,
    propose: (current: OperatorProfile | undefined) => ProposedProfile | undefined,
  ): Promise<TermsAnswer<OperatorSet> | undefined> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      // One raise at a time: a lease then has one move at most to reckon with.
      await this.mover.finish(operatorId);
      const answer = await this.recordOperator(operatorId, propose);
      if (answer === 'moving') continue;
      await this.mover.finish(operatorId);
      return answer;
    }
    throw new OverloadedError(retryAfterSeconds);
  }

  private recordOperator(
    operatorId: OperatorId,
    propose: (current: OperatorProfile | undefined) => ProposedProfile | undefined,
  ): Promise<TermsAnswer<OperatorSet> | 'moving' | undefined> {
    return this.inTerms(async (terms) => {
      if (await terms.isMoving(operatorId)) return 'moving';
      const current = await terms.operator(operatorId);
      const proposed = propose(current);
      if (proposed === undefined) return undefined;
      const others = (await terms.declaredNames()).filter((names) => names.operatorId !== operatorId);
      const decision = decideOperator(proposed, current, others);
      if (decision.kind === 'refused') return decision;
      const profile = decision.terms;
      const agreements = await terms.agreementsOf(operatorId);
      const pools = await terms.poolsOf(operatorId);
      const locked = await this.lock(terms, [operatorId, ...pools.map(({ poolId }) => poolId)]);
      if (decision.kind === 'changed') {
        const agreementOf = new Map(agreements.map((agreement) => [agreement.agreementId, agreement]));
        const changes: TermsChange[] = [
          { lane: this.laneOf(profile.operatorId), event: { type: 'OperatorProfileSet', data: profile } },
          ...this.poolChanges(pools, (pool) => agreementOf.get(pool.agreementId), profile),
        ];
        const laterSeconds = current === undefined ? 0 : raisedSeconds(current, profile);
        const raise = laterSeconds === 0 ? undefined : await this.raiseTo(profile, terms, pools, laterSeconds);
        await this.record(terms, locked, changes, raise);
      }
      const infeasible = agreements.filter((agreement) => !isFeasible(agreement, profile));
      const infeasibleAgreements = infeasible.map(({ agreementId }) => agreementId);
      return { kind: 'set', terms: { profile, infeasibleAgreements } };
    });
  }

  /**
   * Profiles of version 0.1 know no minimum of the registrar, so their bounds are too short by it: the common one counts from now
   * on, as a raise. Until then their pools assign nothing. Changes nothing where every profile has one.
   */
  async completeProfiles(): Promise<CompletedProfiles> {
    const completed: OperatorSet[] = [];
    const inClosedLanes: OperatorId[] = [];
    for (const operatorId of await this.store.operatorsWithoutMinimum()) {
      try {
        const set = await this.changeOperator(operatorId, completedProfile);
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
  ): Promise<TermsAnswer<{ readonly agreement: Agreement; readonly profile: OperatorProfile }>> {
    return this.inTerms(async (terms) => {
      const profile = await terms.operator(proposed.operatorId);
      const current = await terms.agreement(proposed.agreementId);
      const decision = decideAgreement(proposed, current, profile);
      if (decision.kind === 'refused') return decision;
      if (current === undefined && (await this.isTaken(terms, proposed.wwsfId))) {
        return { kind: 'refused', refusal: { code: 'wwsf-id-taken' } };
      }
      if (profile === undefined)
        throw new Error(`an agreement was decided without its operator ${proposed.operatorId}`);
      const agreement = decision.terms;
      if (decision.kind === 'changed') {
        const all = await terms.poolsOf(proposed.operatorId);
        const pools = all.filter((pool) => pool.agreementId === agreement.agreementId);
        const locked = await this.lock(terms, [profile.operatorId, ...pools.map(({ poolId }) => poolId)]);
        await this.record(terms, locked, [
          { lane: this.laneOf(profile.operatorId), event: { type: 'AgreementSet', data: agreement } },
          ...this.poolChanges(pools, () => agreement, profile),
        ]);
      }
      return { kind: 'set', terms: { agreement, profile } };
    });
  }

  /** Whether another WWSF has the same topic names in Kafka. False for a WWSF that already has an agreement. */
  private async isTaken(terms: OpenTerms, wwsfId: WwsfId): Promise<boolean> {
    const alike = await terms.wwsfIdsLike(wwsfId);
    return alike.length > 0 && !alike.includes(wwsfId);
  }

  setPool(
    proposed: PoolPolicy & { readonly poolId: PoolId; readonly agreementId: AgreementId },
  ): Promise<TermsAnswer<PoolTerms>> {
    return this.inTerms(async (terms) => {
      const agreement = await terms.agreement(proposed.agreementId);
      if (agreement === undefined) return { kind: 'refused', refusal: { code: 'agreement-not-found' } };
      const profile = await terms.operator(agreement.operatorId);
      if (profile === undefined) return { kind: 'refused', refusal: { code: 'operator-not-found' } };
      const current = await terms.pool(proposed.poolId);
      if (!mayUseAgreement(current, agreement)) return { kind: 'refused', refusal: { code: 'parties-fixed' } };
      const pool = resolveTerms(proposed, agreement, profile);
      if (current === undefined || !equalTerms(pool, current)) {
        const locked = await this.lock(terms, [proposed.poolId]);
        await this.record(terms, locked, [{ lane: this.laneOf(pool.poolId), event: { type: 'PoolSet', data: pool } }]);
      }
      return { kind: 'set', terms: pool };
    });
  }

  /** What leases have to reckon with under the profile. */
  private async raiseTo(
    profile: OperatorProfile,
    terms: OpenTerms,
    pools: readonly PoolTerms[],
    laterSeconds: number,
  ): Promise<Raise> {
    const { operatorId, version: operatorVersion } = profile;
    const oldest = await terms.oldestVersionHeld(pools.map(({ poolId }) => ({ lane: this.laneOf(poolId), poolId })));
    const spans =
      oldest === undefined ? undefined : holdSpans([...(await terms.profilesSince(operatorId, oldest)), profile]);
    return { pools, operatorVersion, spans, laterSeconds };
  }

  private async inTerms<T>(work: (terms: OpenTerms) => Promise<T>): Promise<T> {
    const answer = await this.store.inTerms(work);
    for (let lane = 0; lane < this.lanes; lane++) this.committed(lane as Lane);
    return answer;
  }

  private laneOf(id: string): Lane {
    return laneOf(id, this.lanes);
  }

  private async lock(terms: OpenTerms, ids: readonly string[]): Promise<ReadonlyMap<Lane, LockedLane>> {
    const locked = await terms.lockLanes([...new Set(ids.map((id) => this.laneOf(id)))]);
    for (const [lane, { head }] of locked) {
      if (head.closedBecause !== undefined) throw new LaneClosedError(lane, head.closedBecause);
    }
    return locked;
  }

  /** The pools whose resolved terms are other than before. */
  private poolChanges(
    pools: readonly PoolTerms[],
    agreementOf: (pool: PoolTerms) => Agreement | undefined,
    profile: OperatorProfile,
  ): TermsChange[] {
    return pools.flatMap((pool) => {
      const agreement = agreementOf(pool);
      if (agreement === undefined) throw new Error(`pool ${pool.poolId} has no agreement ${pool.agreementId}`);
      const data = resolveTerms(pool, agreement, profile);
      return equalTerms(data, pool) ? [] : [{ lane: this.laneOf(pool.poolId), event: { type: 'PoolSet', data } }];
    });
  }

  /** What a raise of terms does in the lane. */
  private raisedIn(lane: Lane, now: Instant, raise: Raise | undefined): Pick<TermsChanges, 'moves' | 'waits'> {
    if (raise === undefined) return { moves: [], waits: [] };
    const { pools, operatorVersion, spans, laterSeconds } = raise;
    const here = pools.filter(({ poolId }) => this.laneOf(poolId) === lane);
    return {
      moves: here.flatMap(({ poolId }) =>
        spans === undefined ? [] : [{ poolId, move: { operatorVersion, since: now, spans } }],
      ),
      waits: here.map(({ poolId }) => ({ poolId, laterSeconds })),
    };
  }

  private async record(
    terms: OpenTerms,
    locked: ReadonlyMap<Lane, LockedLane>,
    changes: readonly TermsChange[],
    raise?: Raise,
  ): Promise<void> {
    for (const [lane, { head, now }] of locked) {
      const events = changes.filter((change) => change.lane === lane).map(({ event }) => event);
      const recorded = events.map((event, index) => ({
        ...event,
        lane,
        position: (head.position + index + 1) as Position,
        recordedAt: now,
      }));
      const appended = appendEvents(head, recorded, this.origin, {
        identityNumber: () => undefined,
        fingerprint: () => undefined,
      });
      if (appended === undefined) continue;
      await terms.write(lane, {
        ...appended,
        operators: events.flatMap((event) => (event.type === 'OperatorProfileSet' ? [event.data] : [])),
        agreements: events.flatMap((event) => (event.type === 'AgreementSet' ? [event.data] : [])),
        pools: events.flatMap((event) => (event.type === 'PoolSet' ? [event.data] : [])),
        ...this.raisedIn(lane, now, raise),
      });
    }
  }
}
