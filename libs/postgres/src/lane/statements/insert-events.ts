import type { Statement } from '../../sql/statement.js';

/** One array a column */
export const insertEvents: Statement = {
  name: 'insert-events',
  text: `
    insert into events (lane, position, type, identity_number, command_id, fingerprint, document)
    select * from unnest($1::smallint[], $2::bigint[], $3::text[], $4::int[], $5::uuid[], $6::bigint[], $7::text[])`,
};
