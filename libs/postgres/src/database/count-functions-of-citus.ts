const isOpen = `status in ('assigned', 'released')`;
const conditions: Readonly<Record<string, string>> = {
  assigned: `status = 'assigned'`,
  released: `status = 'released'`,
  active: `not ${isOpen} and stock = 'active'`,
  suspended: `not ${isOpen} and stock = 'suspended'`,
  retired: `not ${isOpen} and stock = 'retired'`,
  anonymous: `${isOpen} and subject_kind = 'anonymous'`,
};
const names = Object.keys(conditions);

/**
 * The trigger functions of `availability` that keep the counts of pools, as in migration `counted-changes`, with a statement for each pool: Citus
 * cannot plan a write to a distributed table that reads the rows of a trigger.
 */
export const countFunctionsOfCitus: readonly string[] = [
  countFunction('count_inserted', '1', 'inserted'),
  countFunction(
    'count_updated',
    'change',
    `(select lane, pool_id, status, stock, subject_kind, 1 as change from after_it
       union all
      select lane, pool_id, status, stock, subject_kind, -1 from before_it) both_ways`,
  ),
];

function countFunction(name: string, change: string, rows: string): string {
  const sums = names.map(
    (count) => `coalesce(sum(${change}) filter (where ${String(conditions[count])}), 0) as ${count}`,
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
