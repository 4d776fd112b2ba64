import { countFunctionsOfCitus } from './count-functions-of-citus.js';
import type { Query } from './lock-migrations.js';
import { serviceRole } from './service-role.js';

/** Every server has a copy: they have rows of no lane, and statements of all lanes read them. */
const referenceTables: readonly string[] = ['identity_registry', 'legal_holds'];
/** Distributed for its placements alone: the tables take them from it, and then it is dropped. */
const placements = 'lane_placements';

/** Compares two identities that share a name, which can be in two lanes. */
const sharedNameTrigger = 'availability_shared_name';
/** The columns of the view, without rows. */
const noSharedNames = `
  select r.alias, r.lane, r.pool_id, r.impi, null::text as stock, r.pool_id as other_pool_id, r.impi as other_impi,
         null::text as other_stock, null::timestamptz as other_assignable_at
    from identity_registry r where false`;

/** The database cannot be distributed as it is. */
export class CannotDistributeError extends Error {
  override readonly name = 'CannotDistributeError';
}

export async function isDistributedByCitus(query: Query): Promise<boolean> {
  return (await hasCitus(query)) && (await isDistributed(query, 'lanes'));
}

/**
 * Distributes the tables over the servers of Citus: each lane has a shard of its own, and the lanes are spread evenly. Does nothing to
 * tables that are distributed already. The caller holds the migration lock. Throws `CannotDistributeError`.
 * @returns the tables that were distributed now
 */
export async function distributeTables(query: Query, lanes: number): Promise<readonly string[]> {
  if (!(await hasCitus(query))) {
    throw new CannotDistributeError(
      'the database has no extension citus: create it on all servers, and add them (docs/scale.md)',
    );
  }
  const missing = await undistributed(query);
  if (missing.length === 0) {
    // Left over if the last distribution was interrupted after its commit.
    if (await isDistributed(query, placements)) await query(`drop table ${placements}`);
    return [];
  }
  await demandDistributable(query);
  // Triggers read and write rows of their own lane alone.
  await query('set citus.enable_unsafe_triggers = on');
  await letServiceConnect(query);
  const like = (await isDistributed(query, 'lanes')) ? 'lanes' : await placeLanes(query, lanes);
  await query('begin');
  try {
    await distributeAll(query, missing, like);
    await query('commit');
  } catch (error) {
    await query('rollback').catch(() => undefined);
    throw error;
  }
  if (like === placements) await query(`drop table ${placements}`);
  return missing;
}

async function hasCitus(query: Query): Promise<boolean> {
  return (await query(`select from pg_extension where extname = 'citus'`)).length > 0;
}

export async function isDistributed(query: Query, table: string): Promise<boolean> {
  return (await query('select from pg_dist_partition where logicalrelid = to_regclass($1)', [table])).length > 0;
}

/** Tables with lanes, and those that every server needs; those that others refer to come first. */
async function undistributed(query: Query): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(
    `select c.relname as name
       from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> $2
        and (c.relname = any($1::text[])
             or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'lane' and not a.attisdropped))
        and not exists (select from pg_dist_partition p where p.logicalrelid = c.oid)
      order by (select count(*) from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'), c.relname`,
    [[...referenceTables], placements],
  );
  return rows.map(({ name }) => name);
}

/** Identities that share a name would need a trigger that reads another lane. */
async function demandDistributable(query: Query): Promise<void> {
  const shared = await query('select from shared_names limit 1');
  if (shared.length > 0) {
    throw new CannotDistributeError(
      'identities share a name since version 0.1: retire one of each pair first (docs/identities.md#stores-of-version-01)',
    );
  }
}

/** What the coordinator's sessions on the other servers need, as the service's sessions on the coordinator do (`serviceNeeds`). */
const settingsOfRole: Readonly<Record<string, string>> = {
  synchronous_commit: 'on',
  // A coordinator that vanishes must not keep lanes locked.
  idle_in_transaction_session_timeout: '15s',
  lock_timeout: '10s',
  statement_timeout: '30s',
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '4',
};

/** At most 0.1 s apart. */
const roleAttemptsMax = 20;

/** The servers connect to each other as the role of the service. It has no password: `pg_hba.conf` or `pg_dist_authinfo` authenticate it. */
async function letServiceConnect(query: Query): Promise<void> {
  const settings = Object.entries(settingsOfRole).map(
    ([name, value]) => `alter role ${serviceRole} set ${name} = '${value}';`,
  );
  const failed = await query<{ fault: string }>(`select result as fault from run_command_on_all_nodes($command$
    do $$ begin
      -- Each server by itself: propagated, the same command on all of them would wait for itself.
      perform set_config(name, 'off', true) from unnest('{citus.enable_create_role_propagation, citus.enable_alter_role_propagation,
        citus.enable_alter_role_set_propagation}'::text[]) name;
      for attempt in 1..${String(roleAttemptsMax)} loop
        begin
          if exists (select from pg_roles where rolname = '${serviceRole}') then alter role ${serviceRole} login;
          else create role ${serviceRole} login;
          end if;
          ${settings.join('\n          ')}
          exit;
        exception when duplicate_object or unique_violation or internal_error then
          -- Another database of the server, which has the same role, prepares it just now: its row was updated concurrently.
          if attempt = ${String(roleAttemptsMax)} then raise; end if;
          perform pg_sleep(random() / 10);
        end;
      end loop;
    end $$
  $command$) where not success`);
  const [first] = failed;
  if (first === undefined) return;
  throw new CannotDistributeError(
    `the role ${serviceRole} cannot be prepared on every server (${first.fault}): run this as a superuser, or as an owner that may create roles on all of them`,
  );
}

/** Splits one shard, so that each lane has its own, on the servers in turn. */
async function placeLanes(query: Query, lanes: number): Promise<string> {
  await query(`drop table if exists ${placements}`);
  await query(`create table ${placements} (lane smallint primary key)`);
  await query(`select create_distributed_table('${placements}', 'lane', colocate_with => 'none', shard_count => 1)`);
  if (lanes === 1) return placements;
  await query(
    `with servers as (
       select array_agg(nodeid order by nodeid) as ids from pg_dist_node
        where noderole = 'primary' and isactive and shouldhaveshards),
     hashes as (select lane, worker_hash(lane::smallint) as hash from generate_series(0, $1::int - 1) lane)
     select citus_split_shard_by_split_points(
              (select shardid from pg_dist_shard where logicalrelid = '${placements}'::regclass),
              -- The shard of the last one ends with the whole range.
              (array_agg(hash::text order by hash))[1:$1::int - 1],
              array_agg(ids[1 + lane % cardinality(ids)] order by hash),
              'block_writes')
       from hashes, servers`,
    [lanes],
  );
  return placements;
}

/** Copies the rows to the servers. The triggers are created afterwards: they must not count the copied rows a second time. */
async function distributeAll(query: Query, tables: readonly string[], like: string): Promise<void> {
  const triggers = await query<{ name: string; on: string; definition: string }>(
    `select tgname as name, tgrelid::regclass::text as on, pg_get_triggerdef(oid) as definition
       from pg_trigger where tgrelid = any($1::text[]::regclass[]) and not tgisinternal`,
    [[...tables]],
  );
  for (const { name, on } of triggers) await query(`drop trigger ${name} on ${on}`);
  // Functions first: Citus refuses them after tables in a transaction.
  for (const definition of countFunctionsOfCitus) await query(definition);
  await query(
    `select create_distributed_function(f.oid::regprocedure) from pg_proc f
      where f.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = f.oid and d.deptype = 'e')`,
  );
  for (const table of tables) {
    if (referenceTables.includes(table)) await query('select create_reference_table($1)', [table]);
    else await query(`select create_distributed_table($1, 'lane', colocate_with => $2)`, [table, like]);
  }
  // The rows are on the servers now. Before the triggers, which refuse to truncate history.
  for (const table of tables) await query('select truncate_local_data_after_distributing_table($1)', [table]);
  for (const { name, definition } of triggers) if (name !== sharedNameTrigger) await query(definition);
  // No two identities share a name, and no others can: the constraint of `identity_registry` refuses them.
  await query('alter table identity_registry validate constraint identity_registry_one_form');
  await query(`create or replace view shared_names as ${noSharedNames}`);
}
