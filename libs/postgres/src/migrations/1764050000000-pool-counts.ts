import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a pool's availability is told from without looking at each of its identities: how many there are by what is recorded
 * of them, kept by the database itself, and an index for those whose state only the clock tells.
 */
export class PoolCounts1764050000000 implements MigrationInterface {
  readonly name = 'PoolCounts1764050000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [counts, kept, quarantine]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('history is append-only: restore a backup instead'));
  }
}

const counts = `
create table pool_counts (
  lane smallint not null,
  pool_id text not null,
  -- With an open lease, whatever their stock is.
  assigned integer not null,
  released integer not null,
  -- Without.
  active integer not null,
  suspended integer not null,
  retired integer not null,
  primary key (lane, pool_id)
);
grant select, insert, update on pool_counts to allocator_service;

create function add_to_pool_counts(target smallint, pool text, a integer, r integer, act integer, s integer, ret integer)
  returns void language sql as $$
  insert into pool_counts as c values (target, pool, a, r, act, s, ret)
  on conflict (lane, pool_id) do update
    set assigned = c.assigned + a, released = c.released + r, active = c.active + act,
        suspended = c.suspended + s, retired = c.retired + ret
$$;
`;

/** By statement: a batch changes many rows of few pools. */
const kept = `
create function count_inserted() returns trigger language plpgsql as $$
begin
  perform add_to_pool_counts(n.lane, n.pool_id, n.assigned, n.released, n.active, n.suspended, n.retired)
     from (
       select lane, pool_id, ${countsOf('1')}
         from inserted group by lane, pool_id) n;
  return null;
end $$;
create trigger availability_counted_in after insert on availability
  referencing new table as inserted for each statement execute function count_inserted();

create function count_updated() returns trigger language plpgsql as $$
begin
  perform add_to_pool_counts(n.lane, n.pool_id, n.assigned, n.released, n.active, n.suspended, n.retired)
     from (
       select lane, pool_id, ${countsOf('change')}
         from (select lane, pool_id, status, stock, 1 as change from after_it
               union all
               select lane, pool_id, status, stock, -1 from before_it) both_ways
        group by lane, pool_id) n;
  return null;
end $$;
create trigger availability_counted after update on availability
  referencing old table as before_it new table as after_it for each statement execute function count_updated();

insert into pool_counts
select lane, pool_id, ${countsOf('1')} from availability group by lane, pool_id;
`;

const quarantine = `
-- Free by what is recorded, and perhaps not yet by the clock.
create index availability_quarantine on availability (lane, pool_id, assignable_at)
 where stock = 'active' and status in ('never-assigned', 'freed', 'expired')
   and (reassignable_at is null or assignable_at > reassignable_at);
`;

/** The counts of the rows in hand, each taken so many times. */
function countsOf(times: string): string {
  const states = {
    assigned: `status = 'assigned'`,
    released: `status = 'released'`,
    active: `status not in ('assigned', 'released') and stock = 'active'`,
    suspended: `status not in ('assigned', 'released') and stock = 'suspended'`,
    retired: `status not in ('assigned', 'released') and stock = 'retired'`,
  };
  return Object.entries(states)
    .map(([name, condition]) => `coalesce(sum(${times}) filter (where ${condition}), 0)::int as ${name}`)
    .join(', ');
}
