import type { MisplacedQueries } from '@allocator/application';
import type { MisplacedNames, OperatorNames, PoolId } from '@allocator/domain';
import type { Pool } from 'pg';
import { findMisplaced } from './statements/find-misplaced.js';

/** Largest number of pools of other operators that are named in the log. */
const poolsNamedMax = 10;
const scheme = 'tel:';

export class PostgresMisplacedQueries implements MisplacedQueries {
  constructor(private readonly pool: Pool) {}

  /** With a plan for the current registry instead of a generic one. Not retried: a query that timed out would time out again. */
  async misplaced({ operatorId, realms, numberPrefixes }: OperatorNames): Promise<MisplacedNames> {
    const { rows } = await this.pool.query<{ names_outside: number; others_inside: PoolId[] }>(findMisplaced.text, [
      operatorId,
      realms?.flatMap((realm) => [realm, `%.${realm}`]) ?? null,
      numberPrefixes?.map((prefix) => `${scheme}${prefix}%`) ?? null,
      numberPrefixes === undefined ? null : scheme.length + Math.max(...numberPrefixes.map(({ length }) => length)),
      poolsNamedMax,
    ]);
    const [row] = rows;
    return { namesOutside: row?.names_outside ?? 0, othersInside: row?.others_inside ?? [] };
  }
}
