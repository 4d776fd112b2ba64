import type { PageRequest, PartyFilter, PoolFilter, Readership, TermsLists } from '@allocator/application';
import type { Agreement, AgreementId, OperatorId, OperatorProfile, PoolId, PoolTerms } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import type { Statement } from '../sql/statement.js';
import { listAgreements } from './statements/list-agreements.js';
import { listOperators } from './statements/list-operators.js';
import { listPools } from './statements/list-pools.js';
import { readProfiles } from './statements/read-profiles.js';

/** Before every id: ids are not empty. */
const beforeAll = '';

/** Lists of terms in PostgreSQL. */
export class PostgresTermsLists implements TermsLists {
  constructor(private readonly database: Pool) {}

  operators(readership: Readership, { after, countMax }: PageRequest<OperatorId>): Promise<readonly OperatorProfile[]> {
    const [all, operatorId] = readerValues(readership);
    return this.read(listOperators, [all, operatorId, after ?? beforeAll, countMax]);
  }

  agreements(
    readership: Readership,
    { operatorId, wwsfId }: PartyFilter,
    { after, countMax }: PageRequest<AgreementId>,
  ): Promise<readonly Agreement[]> {
    const values = [...readerValues(readership), operatorId ?? null, wwsfId ?? null, after ?? beforeAll, countMax];
    return this.read(listAgreements, values);
  }

  pools(
    readership: Readership,
    { operatorId, wwsfId, agreementId }: PoolFilter,
    { after, countMax }: PageRequest<PoolId>,
  ): Promise<readonly PoolTerms[]> {
    const wanted = [operatorId ?? null, wwsfId ?? null, agreementId ?? null];
    return this.read(listPools, [...readerValues(readership), ...wanted, after ?? beforeAll, countMax]);
  }

  profiles(operatorIds: readonly OperatorId[]): Promise<readonly OperatorProfile[]> {
    return this.read(readProfiles, [operatorIds]);
  }

  private async read<T>(statement: Statement, values: readonly unknown[]): Promise<readonly T[]> {
    const rows = await ask<{ terms: T }>(this.database, statement, values);
    return rows.map(({ terms }) => terms);
  }
}

function readerValues(readership: Readership): [all: boolean, operatorId: string | null, wwsfId: string | null] {
  return readership === 'all' ? [true, null, null] : [false, readership.operatorId, readership.wwsfId];
}
