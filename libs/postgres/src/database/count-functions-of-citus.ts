import { bothWays, counts } from '../migrations/1765000000000-counted-changes.js';

const names = Object.keys(counts);

/**
 * The trigger functions of `availability` that keep the counts of pools, as in migration `counted-changes`, with a statement for each pool: Citus
 * cannot plan a write to a distributed table that reads the rows of a trigger.
 */
export const countFunctionsOfCitus: readonly string[] = [
  countFunction('count_inserted', '1', 'inserted'),
  countFunction('count_updated', 'change', bothWays),
];

function countFunction(name: string, change: string, rows: string): string {
  const sums = Object.entries(counts).map(
    ([count, condition]) => `coalesce(sum(${change}) filter (where ${condition}), 0) as ${count}`,
  );
  return `
create or replace function ${name}() returns trigger language plpgsql as $$
declare added record;
begin
  for added in select lane, pool_id, ${sums.join(', ')} from ${rows} group by lane, pool_id loop
    insert into pool_counts as c (lane, pool_id, ${names.join(', ')})
    values (added.lane, added.pool_id, ${names.map((count) => `added.${count}`).join(', ')})
        on conflict (lane, pool_id) do update
       set ${names.map((count) => `${count} = c.${count} + excluded.${count}`).join(', ')};
  end loop;
  return null;
end $$`;
}
