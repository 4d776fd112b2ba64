import { milliseconds } from '../../sql/milliseconds.js';
import type { Statement } from '../../sql/statement.js';

/** $1 lane, $2 pool id, $3 subject id */
export const findReference: Statement = {
  name: 'find-reference',
  text: `
    select (select reference from subjects where lane = $1 and pool_id = $2 and subject_id = $3 limit 1) as reference,
           (select ${milliseconds('erased_at')} from erased_subjects where lane = $1 and subject_id = $3) as erased_at`,
};
