import type { Statement } from '../../sql/statement.js';

/**
 * Agreements whose lifetime is too short for the shortest token and what is bound after it: `isFeasible` of the domain. $1 operator ids, $2
 * seconds that are bound after a token by the profile of each, $3 how many of each operator
 *
 * Not a lateral join with a limit: agreements have no index by operator, so it would read all of them for each operator.
 */
export const readInfeasibleAgreements: Statement = {
  name: 'read-infeasible-agreements',
  text: `
    select operator_id, agreement_id
      from (select operator_id, agreement_id, row_number() over (partition by operator_id order by agreement_id) as number
              from unnest($1::text[], $2::float8[]) as wanted (operator_id, bound_seconds)
              join agreements using (operator_id)
             where (terms->>'securityLifetimeSeconds')::float8
                     < greatest(1, (terms->>'minTokenLifetimeSeconds')::float8) + bound_seconds) infeasible
     where number <= $3
     order by agreement_id`,
};
