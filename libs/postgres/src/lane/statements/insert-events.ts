import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 to $7 one array a column */
export const insertEvents: Statement = {
  name: 'insert-events',
  text: `
    insert into events (lane, position, type, identity_number, command_id, fingerprint, document)
    select $1, * from unnest($2::bigint[], $3::text[], $4::int[], $5::uuid[], $6::bigint[], $7::text[])`,
};
