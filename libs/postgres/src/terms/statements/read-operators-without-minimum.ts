import type { Statement } from '../../sql/statement.js';

/** Operators whose profile is `capped-by-token` and has no minimum of the registrar. */
export const readOperatorsWithoutMinimum: Statement = {
  name: 'read-operators-without-minimum',
  text: `
    select operator_id from operators
     where terms ->> 'registrationModel' = 'capped-by-token' and terms ->> 'minRegistrationSeconds' is null
     order by operator_id`,
};
