import type { RegistrationModel } from '@allocator/domain';
import type { Breach, Says } from './history.js';

/** Which kinds of steps and setups are drawn. */
export interface Mix {
  readonly registrationModels: readonly RegistrationModel[];
  /** Of the setup; a change can raise it further. */
  readonly maxRegistrationSeconds: readonly number[];
  readonly minRegistrationSeconds: readonly number[];
  /** What eP-CSCFs say; none where they say nothing. */
  readonly says: readonly Says[];
  readonly prolongs: boolean;
  readonly revokes: boolean;
  readonly changesTerms: boolean;
  /** Leeway in seconds, of the setup and of changes. */
  readonly tokenLeewaySeconds: readonly number[];
  readonly affinity: boolean;
  readonly failovers: boolean;
  readonly breach: Breach | undefined;
  readonly sipsTwins: boolean;
}

/** Everything that an honest IMS and an honest eP-CSCF can do. */
export const everything: Mix = {
  registrationModels: ['outlives-token', 'capped-by-token'],
  maxRegistrationSeconds: [60, 300, 600, 900],
  minRegistrationSeconds: [0, 60, 120],
  says: ['not-refused', 'refused', 'refused-unnumbered'],
  prolongs: true,
  revokes: true,
  changesTerms: true,
  tokenLeewaySeconds: [0, 60, 300],
  affinity: true,
  failovers: true,
  breach: undefined,
  sipsTwins: true,
};

/** Assignments alone: clients, clocks and flights at their limits. */
export const plain: Mix = {
  ...everything,
  minRegistrationSeconds: [0],
  says: [],
  prolongs: false,
  revokes: false,
  changesTerms: false,
  affinity: false,
  failovers: false,
  sipsTwins: false,
};

/** Each lets one kind of thing happen beside plain assignments, so that what is found can be told apart. */
export const mixes = {
  plain,
  failovers: { ...plain, failovers: true, prolongs: true, affinity: true, revokes: true },
  /** An eP-CSCF that says only that it has no contact now, of an identity whose registrations outlive tokens. */
  'contact-lost': { ...plain, registrationModels: ['outlives-token'], says: ['not-refused'] },
  /** Refusals of leases with one token. */
  refusals: { ...plain, says: ['refused', 'refused-unnumbered'], affinity: true, revokes: true, failovers: true },
  /** Refusals of leases with several tokens. */
  'prolonged-refusals': { ...plain, says: ['refused', 'refused-unnumbered'], prolongs: true },
  /** Prolongations on shorter lifetimes: the newest token is not the last. */
  'shorter-tokens': {
    ...plain,
    registrationModels: ['outlives-token'],
    maxRegistrationSeconds: [60],
    says: ['not-refused'],
    prolongs: true,
    changesTerms: true,
  },
  'registrar-minimum': { ...plain, registrationModels: ['capped-by-token'], minRegistrationSeconds: [60] },
  /** Changes that leave agreements feasible, or do not. */
  'changed-terms': { ...plain, changesTerms: true },
  /** Changes of terms while leases are prolonged and taken back. */
  'changed-leases': { ...plain, changesTerms: true, prolongs: true, affinity: true, tokenLeewaySeconds: [60] },
  /** A leeway that is raised by more than a registration and the guard last: tokens that had ended are taken again. */
  'longer-leeway': {
    ...plain,
    registrationModels: ['outlives-token'],
    maxRegistrationSeconds: [60],
    tokenLeewaySeconds: [0, 300],
    changesTerms: true,
  },
  /** The same while identities are freed early, so that former tokens come back beside a next holder's. */
  'longer-leeways-and-refusals': {
    ...everything,
    maxRegistrationSeconds: [60],
    tokenLeewaySeconds: [0, 300, 2_000],
    sipsTwins: false,
  },
  /** Assignments while a leeway is raised by so much, before the call has answered. */
  'raises-under-way': {
    ...plain,
    registrationModels: ['outlives-token'],
    maxRegistrationSeconds: [60],
    tokenLeewaySeconds: [0, 2_000],
    changesTerms: true,
  },
  'sips-twins': { ...plain, sipsTwins: true },
  /** The controls: the eP-CSCF does not keep what its vendor declares. */
  'refuses-one-alone': { ...plain, says: ['refused'], prolongs: true, breach: 'refuses-one-alone' },
  'reports-while-pending': { ...plain, says: ['refused'], breach: 'reports-while-pending' },
  everything,
} as const satisfies Record<string, Mix>;

export type MixName = keyof typeof mixes;
