import type { OperatorId, OperatorNames } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { run } from '../connection/run.js';
import { readDeclaredNames } from './statements/read-declared-names.js';

interface Row {
  readonly operator_id: OperatorId;
  readonly realms: readonly string[] | null;
  readonly number_prefixes: readonly string[] | null;
}

/** Declared names of all operators, as of the next statement of the transaction. */
export async function declaredNames(client: PoolClient): Promise<readonly OperatorNames[]> {
  const rows = await run<Row>(client, readDeclaredNames, []);
  return rows.map(({ operator_id, realms, number_prefixes }) => ({
    operatorId: operator_id,
    realms: realms ?? undefined,
    numberPrefixes: number_prefixes ?? undefined,
  }));
}
