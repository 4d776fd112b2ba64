import type pg from 'pg';

/** Everything that a migration can change, in a form that reads and compares well (the embedded server has no pg_dump). */
export async function describeSchema(owner: pg.Pool): Promise<string> {
  const lines: string[] = [];
  for (const [title, query] of parts) {
    const { rows } = await owner.query<{ line: string }>(query);
    lines.push(`-- ${title}`, ...rows.map(({ line }) => line), '');
  }
  return lines.join('\n');
}

const ours = `n.nspname = 'public' and c.relname not in ('migrations', 'migrations_id_seq', 'migrations_pkey')`;

const parts: readonly (readonly [string, string])[] = [
  [
    'columns',
    `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
          || case when a.attnotnull then ' not null' else '' end
          || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relkind = 'r' and ${ours} order by c.relname, a.attnum`,
  ],
  [
    'constraints',
    `select c.relname || ': ' || pg_get_constraintdef(k.oid) as line
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.contype <> 'n' and ${ours} order by 1`,
  ],
  [
    'indexes',
    `select pg_get_indexdef(i.indexrelid) as line
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where ${ours} order by 1`,
  ],
  [
    'views',
    `select c.relname || E'\\n' || pg_get_viewdef(c.oid) as line
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'v' and ${ours} order by 1`,
  ],
  [
    'triggers',
    `select pg_get_triggerdef(t.oid) as line
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where not t.tgisinternal and ${ours} order by 1`,
  ],
  [
    'functions',
    `select pg_get_functiondef(p.oid) as line
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' order by 1`,
  ],
  [
    'grants',
    `select c.relname || ' to ' || g.grantee::regrole || ': ' || string_agg(lower(g.privilege_type), ', ' order by g.privilege_type) as line
       from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) g
      where g.grantee::regrole::text = 'allocator_service' and ${ours}
      group by c.relname, g.grantee order by 1`,
  ],
];
