import type { Statement } from '../../sql/statement.js';

/**
 * Events of a span that concern a tenant, up to a number of events and about a size of documents. The pool of an event is that of its
 * identity; the few events without an identity are read as JSON. If the tenant has nothing in the lane, no event is read. `offset 0` keeps
 * the JSON of an event apart: joined with a condition, every document was parsed, in four times the time.
 * $1 lane, $2 after position, $3 last position, $4 operator id, $5 WWSF id, $6 how many, $7 bytes
 */
export const readOwnEvents: Statement = {
  name: 'read-own-events',
  text: `
    with own_pools as materialized (
      select pool_id from pools where lane = $1 and (operator_id = $4 or terms ->> 'wwsfId' = $5)),
    presence as materialized (
      select exists (select from own_pools)
          or exists (select from agreements where lane = $1 and (operator_id = $4 or wwsf_id = $5))
          or exists (select from operators where lane = $1 and operator_id = $4) as is_here),
    own as (
      select e.position, e.document
        from events e
        left join lateral (
          select pool_id from identities where lane = $1 and number = e.identity_number limit 1) i on true
       cross join lateral (
          select case when e.identity_number is null then e.document::json -> 'data' end as data offset 0) d
       where (select is_here from presence) and e.lane = $1 and e.position > $2 and e.position <= $3
         and (i.pool_id in (select pool_id from own_pools)
              or d.data ->> 'poolId' in (select pool_id from own_pools)
              or e.type in ('AgreementSet', 'OperatorProfileSet') and d.data ->> 'operatorId' = $4
              or e.type = 'AgreementSet' and d.data ->> 'wwsfId' = $5
              or e.type = 'IndicationIgnored' and d.data ->> 'indicatedBy' = $4)
       order by e.position limit $6),
    bounded as (
      select position, document,
             sum(octet_length(document)) over (order by position) - octet_length(document) as bytes_before from own)
    select position::float8 as position, document from bounded where bytes_before < $7 order by bounded.position`,
};
