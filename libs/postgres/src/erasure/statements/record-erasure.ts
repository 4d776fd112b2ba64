import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 subject id, $3 now */
export const recordErasure: Statement = {
  name: 'record-erasure',
  text: `insert into erased_subjects (lane, subject_id, erased_at) values ($1, $2, $3::timestamptz) on conflict do nothing`,
};
