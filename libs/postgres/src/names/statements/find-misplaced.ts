import type { Statement } from '../../sql/statement.js';

/**
 * Names that conflict with an operator's declared names: the number of names of its own identities outside, and pools of others with a
 * name inside. One scan of the registry: nearly all names of a large operator are inside, so an index does not help. The patterns are
 * compared with the distinct domains and number prefixes in the registry, which takes 4 s for a million identities. Refused: 32 realms
 * compared with each name (22 s), and a regular expression of 128 prefixes (17 s). $1 operator id, $2 patterns of domains, $3 patterns
 * of numbers, $4 characters of the longest number prefix ($2 to $4 are null where nothing is declared), $5 how many pools to name
 */
export const findMisplaced: Statement = {
  name: 'find-misplaced',
  text: `
    with places as materialized (
      select lane, pool_id, is_number, place, count(*) as names
        from (select lane, pool_id, alias like 'tel:%' as is_number,
                     case when alias like 'tel:%' then left(alias, $4::int) else split_part(alias, '@', 2) end as place
                from identity_registry) n
       group by lane, pool_id, is_number, place),
    misplaced as materialized (
      select s.pool_id, s.names, p.operator_id <> $1 as is_inside
        from places s
        join pools p on p.lane = s.lane and p.pool_id = s.pool_id
       where s.place like any(case when s.is_number then $3::text[] else $2::text[] end) = (p.operator_id <> $1))
    select coalesce((select sum(names) from misplaced where not is_inside), 0)::int as names_outside,
           coalesce((select array_agg(pool_id)
                       from (select distinct pool_id from misplaced where is_inside order by pool_id limit $5) f),
                    '{}') as others_inside`,
};
