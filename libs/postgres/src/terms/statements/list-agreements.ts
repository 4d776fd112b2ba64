import type { Statement } from '../../sql/statement.js';

/** $1 whether the reader sees all, $2 its operator, $3 its WWSF, $4 and $5 the wanted operator and WWSF, $6 after agreement id, $7 how many */
export const listAgreements: Statement = {
  name: 'list-agreements',
  text: `
    select terms from agreements
     where agreement_id > $6 and ($1::boolean or operator_id = $2 or wwsf_id = $3)
       and ($4::text is null or operator_id = $4) and ($5::text is null or wwsf_id = $5)
     order by agreement_id limit $7`,
};
