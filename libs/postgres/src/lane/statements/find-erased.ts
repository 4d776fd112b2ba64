import type { Statement } from '../../sql/statement.js';

/** Which of the subjects were erased. $1 lane, $2 subject ids */
export const findErased: Statement = {
  name: 'find-erased',
  text: `
    select found.subject_id
      from unnest($2::uuid[]) as named (id)
     cross join lateral (select subject_id from erased_subjects where lane = $1 and subject_id = named.id limit 1) as found`,
};
