import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/**
 * Identities that share an alias since version 0.1 (migration one-alias), each with the other one. An installation has few or none,
 * and a partial index contains only these. $1 pool id and $2 impi of one of them; null for all
 */
export const findSharedNames: Statement = {
  name: 'find-shared-names',
  text: `
    select alias, lane, pool_id, impi, stock, other_pool_id, other_impi, other_stock,
           ${milliseconds('other_assignable_at')} as other_assignable_at,
           other_assignable_at <= allocator_clock() as other_is_free
      from shared_names
     where ($1::text is null or pool_id = $1) and ($2::text is null or impi = $2)
     order by alias, pool_id, impi`,
};
