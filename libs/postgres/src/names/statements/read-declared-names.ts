import type { Statement } from '../../sql/statement.js';

/** Declared names of operators. A scan: one store has few operators. */
export const readDeclaredNames: Statement = {
  name: 'read-declared-names',
  text: `
    select operator_id, terms -> 'realms' as realms, terms -> 'numberPrefixes' as number_prefixes
      from operators where terms ->> 'realms' is not null or terms ->> 'numberPrefixes' is not null`,
};
