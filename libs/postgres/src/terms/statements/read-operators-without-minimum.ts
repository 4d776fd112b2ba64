import type { Statement } from '../../sql/statement.js';

/** Operators by whose profile the token caps a registration, without the registrar's minimum. */
export const readOperatorsWithoutMinimum: Statement = {
  name: 'read-operators-without-minimum',
  text: `
    select operator_id from operators
     where terms ->> 'registrationModel' = 'capped-by-token' and terms ->> 'minRegistrationSeconds' is null
     order by operator_id`,
};
