import type { Statement } from '../../sql/statement.js';

/**
 * Pools of all lanes by id: a walk of an index, which passes those that the reader may not see or does not want. Refused: an index for each
 * filter; a pool is passed in a microsecond.
 * $1 whether the reader sees all, $2 its operator, $3 its WWSF, $4 to $6 the wanted operator, WWSF and agreement, $7 after pool id,
 * $8 how many
 */
export const listPools: Statement = {
  name: 'list-pools',
  text: `
    select terms from pools
     where pool_id > $7 and ($1::boolean or operator_id = $2 or terms ->> 'wwsfId' = $3)
       and ($4::text is null or operator_id = $4) and ($5::text is null or terms ->> 'wwsfId' = $5)
       and ($6::text is null or terms ->> 'agreementId' = $6)
     order by pool_id limit $8`,
};
