import type { AllocationQueries } from '@allocator/application';
import type { Agreement, AgreementId, OperatorId, PoolId, WwsfId } from '@allocator/domain';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { PostgresQueries } from '@allocator/postgres';
import type { Caller } from './caller.js';
import { anybody } from './caller.js';

type Parties = Pick<Agreement, 'wwsfId' | 'operatorId'>;

/** Who an agreement is between, and so whose a pool is, never changes: what was read once stays true. */
const rememberedMax = 10_000;

/**
 * What of the service a caller may know of. All else is to it as if it did not exist. Commands about assignments are not
 * asked here: they carry their WWSF, and the lane decides.
 */
@Injectable()
export class Tenancy {
  private readonly pools = new LRUCache<PoolId, Parties>({ max: rememberedMax });

  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  /** Whether the pool may be shown; a pool that is not there is for the answer itself to find. */
  async maySee(caller: Caller, poolId: PoolId): Promise<boolean> {
    if (caller === anybody || caller.roles.has('auditor') || caller.roles.has('analyst')) return true;
    const parties = await this.partiesOf(poolId);
    return parties?.operatorId === caller.operatorId || parties?.wwsfId === caller.wwsfId;
  }

  /** Whether the pool is the operator's own. */
  async owns(caller: Caller, poolId: PoolId): Promise<boolean> {
    return caller === anybody || (await this.partiesOf(poolId))?.operatorId === caller.operatorId;
  }

  /** Whether the operator may set this pool: it is its own, or not there yet. */
  async mayManagePool(caller: Caller, poolId: PoolId): Promise<boolean> {
    if (caller === anybody) return true;
    const parties = await this.partiesOf(poolId);
    return parties === undefined || parties.operatorId === caller.operatorId;
  }

  /** Whether the operator may set this agreement, or pools on it: it is its own, or not there yet. */
  async mayManageAgreement(caller: Caller, agreementId: AgreementId): Promise<boolean> {
    if (caller === anybody) return true;
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

/** Whether it speaks for this operator. */
export function isOperator(caller: Caller, operatorId: OperatorId): boolean {
  return caller === anybody || caller.operatorId === operatorId;
}

/** As which WWSF it sends commands; null where nobody is asked who they are. */
export function wwsfOf(caller: Caller): WwsfId | null {
  if (caller !== anybody && caller.wwsfId === null)
    throw new Error('a command of a WWSF came from a caller that is none');
  return caller.wwsfId;
}
