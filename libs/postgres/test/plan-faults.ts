/** A node of `explain (format json)`. */
export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Index Name'?: string;
  readonly Filter?: string;
  readonly 'Join Filter'?: string;
  readonly 'Sort Key'?: readonly string[];
  readonly Plans?: readonly Plan[];
}

export interface Index {
  readonly table: string;
  /** In order. An expression has no name. */
  readonly columns: readonly string[];
}

export type Indexes = ReadonlyMap<string, Index>;

/** Tables that grow: with commands, identities, subjects, pools or time. The others have a row for each lane, operator or agreement. */
const growing = [
  'audit_reads',
  'availability',
  'checkpoints',
  'erased_subjects',
  'events',
  'identities',
  'identity_ends',
  'identity_registry',
  'outcomes',
  'pool_activity',
  'pool_counts',
  'pool_reuse',
  'pools',
  'subject_assignments',
  'subjects',
];

/** Indexes that statements walk for a part of a lane or pool: in order up to a limit, or all of the few rows that they list. */
const walks = [
  'availability_due',
  'availability_kept',
  'availability_held',
  'availability_out_of_stock',
  'availability_queue',
  'availability_waiting',
  'checkpoints_unpublished',
  'identity_registry_shared',
  'outcomes_refused',
  'pools_by_id',
  'pools_moving',
  'subjects_refused',
  'subjects_to_erase',
];

/** Keys of which the last one of a lane is read. */
const ends = ['checkpoints_pkey'];

/** What takes longer in this plan as tables grow. */
export function faultsOf(plan: Plan, indexes: Indexes): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Join Filter': joinFilter } = plan;
  const faults: string[] = [];
  if (type === 'Seq Scan' && growing.includes(table)) faults.push(`reads all of ${table}`);
  const index = indexes.get(plan['Index Name'] ?? '');
  if (index !== undefined && growing.includes(index.table)) faults.push(...faultsOfIndexScan(plan, index));
  // Sorts by a converted position, for which there is no index: each page would sort the lane.
  for (const key of plan['Sort Key'] ?? []) if (key.includes('::double precision')) faults.push(`sorts by ${key}`);
  // Compares each row of one side with each row of the other.
  if (type === 'Nested Loop' && joinFilter !== undefined) faults.push(`compares all with all: ${joinFilter}`);
  return [...faults, ...(plan.Plans ?? []).flatMap((child) => faultsOf(child, indexes))];
}

function faultsOfIndexScan(plan: Plan, { table, columns }: Index): string[] {
  const { 'Index Cond': condition = '', 'Index Name': name = '', Filter: filter } = plan;
  const compared = new Set(Array.from(condition.matchAll(/\("?(\w+)"? (?:=|<|>|<=|>=) /g), ([, column]) => column));
  const firstOther = columns.findIndex((column) => !compared.has(column));
  const prefix = firstOther === -1 ? columns : columns.slice(0, firstOther);
  // A comparison behind a column that is not compared selects from what has been read, and does not limit it.
  if (compared.size > prefix.length) return [`reads more of ${name} than ${condition}`];
  if (walks.includes(name) || (ends.includes(name) && filter === undefined)) return [];
  if (prefix.length === 0) return [`reads all of ${table}`];
  if (prefix.length === columns.length || !prefix.every((column) => column === 'lane' || column === 'pool_id'))
    return [];
  return [`reads a whole ${prefix.includes('pool_id') ? 'pool' : 'lane'} of ${table}`];
}
