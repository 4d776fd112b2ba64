import type { RegistrationModel } from '@allocator/domain';
import type { Breach, ReportKind } from './history.js';

/** Which kinds of steps and setups are drawn. */
export interface Mix {
  readonly registrationModels: readonly RegistrationModel[];
  /** In the setup; a change of terms can raise it further. */
  readonly maxRegistrationSeconds: readonly number[];
  readonly minRegistrationSeconds: readonly number[];
  /** What eP-CSCFs report; empty where they report nothing. */
  readonly reports: readonly ReportKind[];
  readonly prolongs: boolean;
  readonly revokes: boolean;
  readonly changesTerms: boolean;
  /** In the setup and in changes. */
  readonly tokenLeewaySeconds: readonly number[];
  readonly affinity: boolean;
  readonly failovers: boolean;
  readonly breach: Breach | undefined;
  readonly sipsTwins: boolean;
}

/** Everything that an IMS and an eP-CSCF within their declarations can do. */
export const everything: Mix = {
  registrationModels: ['outlives-token', 'capped-by-token'],
  maxRegistrationSeconds: [60, 300, 600, 900],
  minRegistrationSeconds: [0, 60, 120],
  reports: ['not-refused', 'refused', 'refused-unnumbered'],
  prolongs: true,
  revokes: true,
  changesTerms: true,
  tokenLeewaySeconds: [0, 60, 300],
  affinity: true,
  failovers: true,
  breach: undefined,
  sipsTwins: true,
};

/** Assignments only: clients, clocks and flights at their limits. */
const plain: Mix = {
  ...everything,
  minRegistrationSeconds: [0],
  reports: [],
  prolongs: false,
  revokes: false,
  changesTerms: false,
  affinity: false,
  failovers: false,
  sipsTwins: false,
};

/** Each adds one kind of step to plain assignments, so that a failure points to its cause. */
export const mixes = {
  plain,
  failovers: { ...plain, failovers: true, prolongs: true, affinity: true, revokes: true },
  /** An eP-CSCF that reports only that it has no contact now, with registrations that outlive tokens. */
  'contact-lost': { ...plain, registrationModels: ['outlives-token'], reports: ['not-refused'] },
  /** Refusals of leases with one token. */
  refusals: { ...plain, reports: ['refused', 'refused-unnumbered'], affinity: true, revokes: true, failovers: true },
  /** Refusals of leases with several tokens. */
  'prolonged-refusals': { ...plain, reports: ['refused', 'refused-unnumbered'], prolongs: true },
  /** Prolongations under shorter lifetimes: the newest token is not the last to end. */
  'shorter-tokens': {
    ...plain,
    registrationModels: ['outlives-token'],
    maxRegistrationSeconds: [60],
    reports: ['not-refused'],
    prolongs: true,
    changesTerms: true,
  },
  'registrar-minimum': { ...plain, registrationModels: ['capped-by-token'], minRegistrationSeconds: [60] },
  /** Changes after which agreements are feasible, or are not. */
  'changed-terms': { ...plain, changesTerms: true },
  /** Changes of terms while leases are prolonged and taken back. */
  'changed-leases': { ...plain, changesTerms: true, prolongs: true, affinity: true, tokenLeewaySeconds: [60] },
  /** A leeway that is raised by more than a registration and the guard: tokens that had ended are accepted again. */
  'longer-leeway': {
    ...plain,
    registrationModels: ['outlives-token'],
    maxRegistrationSeconds: [60],
    tokenLeewaySeconds: [0, 300],
    changesTerms: true,
  },
  /** The same while identities are freed early: former tokens are revived while the next holder has its own. */
  'longer-leeways-and-refusals': {
    ...everything,
    maxRegistrationSeconds: [60],
    tokenLeewaySeconds: [0, 300, 2_000],
    sipsTwins: false,
  },
  /** Assignments while the leeway is being raised by that much, before the call has answered. */
  'raises-under-way': {
    ...plain,
    registrationModels: ['outlives-token'],
    maxRegistrationSeconds: [60],
    tokenLeewaySeconds: [0, 2_000],
    changesTerms: true,
  },
  'sips-twins': { ...plain, sipsTwins: true },
  /** The controls: the eP-CSCF breaks its vendor's declaration. */
  'refuses-one-alone': { ...plain, reports: ['refused'], prolongs: true, breach: 'refuses-one-alone' },
  'reports-while-pending': { ...plain, reports: ['refused'], breach: 'reports-while-pending' },
  everything,
} as const satisfies Record<string, Mix>;

export type MixName = keyof typeof mixes;
