import type { Statement } from '../../sql/statement.js';

/** $1 operator id */
export const readOperator: Statement = {
  name: 'read-operator',
  text: `select terms from operators where operator_id = $1`,
};

/** Declared names of operators. A scan: one store has few operators. */
export const readDeclaredNames: Statement = {
  name: 'read-declared-names',
  text: `
    select operator_id, terms -> 'realms' as realms, terms -> 'numberPrefixes' as number_prefixes
      from operators where terms ->> 'realms' is not null or terms ->> 'numberPrefixes' is not null`,
};

/** Operators by whose profile the token caps a registration, without the registrar's minimum. */
export const readOperatorsWithoutMinimum: Statement = {
  name: 'read-operators-without-minimum',
  text: `
    select operator_id from operators
     where terms ->> 'registrationModel' = 'capped-by-token' and terms ->> 'minRegistrationSeconds' is null
     order by operator_id`,
};

/** $1 agreement id */
export const readAgreement: Statement = {
  name: 'read-agreement',
  text: `select terms from agreements where agreement_id = $1`,
};

/** $1 operator id */
export const readAgreementsOf: Statement = {
  name: 'read-agreements-of',
  text: `select terms from agreements where operator_id = $1 order by agreement_id`,
};

/** Of an operator's profile, rising. $1 operator id, $2 version, from which on */
export const readVersions: Statement = {
  name: 'read-versions',
  text: `select terms from operator_versions where operator_id = $1 and version >= $2 order by version`,
};

/** The latest versions of an operator's profile, falling. $1 operator id, $2 how many */
export const readLatestVersions: Statement = {
  name: 'read-latest-versions',
  text: `select terms from operator_versions where operator_id = $1 order by version desc limit $2`,
};

/** $1 pool id */
export const readPool: Statement = {
  name: 'read-pool',
  text: `select terms from pools where pool_id = $1`,
};

/** $1 operator id */
export const readPoolsOf: Statement = {
  name: 'read-pools-of',
  text: `select terms from pools where operator_id = $1 order by lane, pool_id`,
};

export const readWwsfIds: Statement = {
  name: 'read-wwsf-ids',
  text: `select distinct wwsf_id from agreements order by wwsf_id`,
};

/** A scan: agreements are few and rarely written. $1 WWSF id */
export const readWwsfIdsLike: Statement = {
  name: 'read-wwsf-ids-like',
  text: `select distinct wwsf_id from agreements where translate(wwsf_id, '.', '_') = translate($1, '.', '_')`,
};
