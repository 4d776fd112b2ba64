import type { AllocationQueries, Readership } from '@allocator/application';
import type { Agreement, AgreementId, OperatorId, PoolId, WwsfId } from '@allocator/domain';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { PostgresQueries } from '@allocator/postgres';
import type { Caller } from './caller.js';
import { anyCaller } from './caller.js';

type Parties = Pick<Agreement, 'wwsfId' | 'operatorId'>;

/** The parties of an agreement, and so of a pool, never change: what was read once stays true. */
const rememberedMax = 10_000;

/**
 * What a caller may see and manage. Everything else is answered as if it did not exist. Commands about assignments are not checked
 * here: they carry their WWSF, and the lane decides.
 */
@Injectable()
export class Tenancy {
  private readonly pools = new LRUCache<PoolId, Parties>({ max: rememberedMax });

  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  /** Whether the caller may see the pool. A pool that does not exist is left to the handler. */
  async maySee(caller: Caller, poolId: PoolId): Promise<boolean> {
    if (seesAll(caller)) return true;
    const parties = await this.partiesOf(poolId);
    return parties !== undefined && sees(caller, parties);
  }

  /** Whether the pool belongs to the caller's operator. */
  async owns(caller: Caller, poolId: PoolId): Promise<boolean> {
    return caller === anyCaller || (await this.partiesOf(poolId))?.operatorId === caller.operatorId;
  }

  /** Whether the operator may set this pool: it is its own, or does not exist yet. */
  async mayManagePool(caller: Caller, poolId: PoolId): Promise<boolean> {
    if (caller === anyCaller) return true;
    const parties = await this.partiesOf(poolId);
    return parties === undefined || parties.operatorId === caller.operatorId;
  }

  /** Whether the operator may set this agreement, or pools under it: it is its own, or does not exist yet. */
  async mayManageAgreement(caller: Caller, agreementId: AgreementId): Promise<boolean> {
    if (caller === anyCaller) return true;
    const agreement = await this.queries.agreement(agreementId);
    return agreement === undefined || agreement.operatorId === caller.operatorId;
  }

  private async partiesOf(poolId: PoolId): Promise<Parties | undefined> {
    const known = this.pools.get(poolId);
    if (known !== undefined) return known;
    const terms = await this.queries.pool(poolId);
    if (terms === undefined) return undefined;
    const { wwsfId, operatorId } = terms;
    this.pools.set(poolId, { wwsfId, operatorId });
    return { wwsfId, operatorId };
  }
}

/** Whether the caller may see all tenants. */
export function seesAll(caller: Caller): boolean {
  return caller === anyCaller || caller.roles.has('auditor') || caller.roles.has('analyst');
}

/** Whose terms and events the caller may see. */
export function readershipOf(caller: Caller): Readership {
  return seesAll(caller) ? 'all' : { operatorId: caller.operatorId, wwsfId: caller.wwsfId };
}

/** Whether the caller may see an agreement or a pool of these parties. */
export function sees(caller: Caller, { operatorId, wwsfId }: Parties): boolean {
  return seesAll(caller) || operatorId === caller.operatorId || wwsfId === caller.wwsfId;
}

/** Whether the caller acts for this operator. */
export function isOperator(caller: Caller, operatorId: OperatorId): boolean {
  return caller === anyCaller || caller.operatorId === operatorId;
}

/** The WWSF that the caller acts for; null with `AUTH=off`. */
export function wwsfOf(caller: Caller): WwsfId | null {
  if (caller !== anyCaller && caller.wwsfId === null) throw new Error('the caller acts for no WWSF');
  return caller.wwsfId;
}
