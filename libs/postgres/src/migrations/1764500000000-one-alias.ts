import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The alias of an address of record is `sip:user@domain`, whatever scheme it was written with (docs/identities.md). Version 0.1
 * also kept `sips:user@domain`, so one resource could be two identities of two pools. Names that are free are renamed; where both
 * were taken, the `sips:` row stays and `shared_names` shows the pair, until one of the two is retired.
 */
export class OneAlias1764500000000 implements MigrationInterface {
  readonly name = 'OneAlias1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [renaming, oneForm, sharedNames, guard]) await runner.query(statement);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('which names were sips: is kept nowhere: restore a backup instead'));
  }
}

const renaming = `
-- Imports of a process of the version before wait until the names have their new form.
lock table identity_registry in share row exclusive mode;
-- One identity had the address by both its schemes.
delete from identity_registry s using identity_registry p
 where s.alias like 'sips:%' and p.alias = 'sip:' || substr(s.alias, 6) and p.pool_id = s.pool_id and p.impi = s.impi;
update identity_registry s set alias = 'sip:' || substr(alias, 6)
 where alias like 'sips:%'
   and not exists (select from identity_registry p where p.alias = 'sip:' || substr(s.alias, 6));
`;

/** A process of the version before that still runs must add no second name: its import fails instead. */
const oneForm = `
alter table identity_registry
  add constraint identity_registry_one_form check (alias not like 'sips:%') not valid;
-- What is left: the address that is taken twice, in the form of today.
create unique index identity_registry_shared on identity_registry (('sip:' || substr(alias, 6))) where alias like 'sips:%';
`;

const sharedNames = `
-- Two identities that have one alias, each pair from both its sides; the other one's time is over when it is drained. Lateral with
-- limits, so that a plan that was made for empty tables probes keys in full ones.
create view shared_names as
select p.alias, side.lane, side.pool_id, side.impi, a.stock,
       side.other_pool_id, side.other_impi, o.stock as other_stock, o.assignable_at as other_assignable_at
  from identity_registry s
 cross join lateral (
   select alias, lane, pool_id, impi from identity_registry where alias = 'sip:' || substr(s.alias, 6) limit 1) p
 cross join lateral (values (s.lane, s.pool_id, s.impi, p.lane, p.pool_id, p.impi),
                            (p.lane, p.pool_id, p.impi, s.lane, s.pool_id, s.impi))
         as side (lane, pool_id, impi, other_lane, other_pool_id, other_impi)
 cross join lateral (
   select number from identities where lane = side.lane and pool_id = side.pool_id and impi = side.impi limit 1) i
 cross join lateral (select stock from availability where lane = side.lane and number = i.number limit 1) a
 cross join lateral (
   select number from identities
    where lane = side.other_lane and pool_id = side.other_pool_id and impi = side.other_impi limit 1) j
 cross join lateral (
   select stock, assignable_at from availability where lane = side.other_lane and number = j.number limit 1) o
 where s.alias like 'sips:%';
grant select on shared_names to allocator_service;
`;

const guard = `
-- The last line of defence: an identity that shares an alias becomes assignable only when the other one is retired and drained.
create function guard_shared_name() returns trigger language plpgsql as $$
declare shared record;
begin
  if not exists (select from shared_names n where n.pool_id = new.pool_id and n.impi = new.impi) then return new; end if;
  -- The two can be in two lanes: who wants to activate the one waits here for whoever activates the other.
  perform pg_advisory_xact_lock(7233230);
  select * into shared from shared_names n
   where n.pool_id = new.pool_id and n.impi = new.impi
     and (n.other_stock <> 'retired' or n.other_assignable_at > allocator_clock()) limit 1;
  if found then
    raise exception 'identity % of pool % shares % with % of pool %: retire that one first',
      new.impi, new.pool_id, shared.alias, shared.other_impi, shared.other_pool_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger availability_shared_name before update of stock on availability
  for each row when (old.stock <> 'active' and new.stock = 'active') execute function guard_shared_name();
`;
