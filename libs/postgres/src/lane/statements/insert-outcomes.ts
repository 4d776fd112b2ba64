import type { Statement } from '../../sql/statement.js';

/** One array a column: $1 lanes, $2 recorded at, $3 command ids, $4 fingerprints, $5 subject ids, $6 whether refused, $7 outcomes as JSON */
export const insertOutcomes: Statement = {
  name: 'insert-outcomes',
  text: `
    insert into outcomes (lane, recorded_at, command_id, fingerprint, subject_id, refused, outcome)
    select * from unnest($1::smallint[], $2::timestamptz[], $3::uuid[], $4::bigint[], $5::uuid[], $6::boolean[], $7::json[])`,
};
