import type { PoolPolicy } from '@allocator/domain';
import type { ImsTerms, ImsTermsChange } from './ims-terms.js';

/**
 * How an eP-CSCF breaks its vendor's declaration. `refuses-one-alone`: a refusal of token n leaves the tokens before it alive.
 * `reports-while-pending`: it reports a refusal while a REGISTER that it has let through is in flight.
 */
export type Breach = 'refuses-one-alone' | 'reports-while-pending';

/** Few of each, so that they meet. */
export const identitiesMax = 2;
export const usersMax = 3;

/** The world before the first step. */
export interface Setup {
  readonly pools: 1 | 2;
  /** In each pool. */
  readonly identities: number;
  readonly policy: PoolPolicy;
  readonly quarantineSeconds: number;
  readonly securityLifetimeSeconds: number;
  readonly terms: ImsTerms;
  /** Of each node's clock, as a share of the largest skew: -1 slow, 1 fast. */
  readonly nodeSkewShares: readonly number[];
  /** Of the database's clock. */
  readonly databaseSkewShare: number;
  /** Undefined where the eP-CSCF keeps its vendor's declaration. */
  readonly breach: Breach | undefined;
  /** True: the first identity of the second pool has the address of the first pool's, as a SIPS URI. */
  readonly sipsTwin: boolean;
}

/** What an eP-CSCF reports. `refused-unnumbered`: it refuses all tokens that it has seen, and reports no number. */
export type ReportKind = 'not-refused' | 'refused' | 'refused-unnumbered';

/**
 * When a client registers. `persistent`: immediately and again at the last moment; `late`: at the last moment only; `brief`:
 * immediately only; `absent`: never.
 */
export type Habit = 'persistent' | 'late' | 'brief' | 'absent';

/**
 * One thing that happens. Plain data: a history can be printed, shortened and run again. `lease` counts back from the latest
 * assignment, `token` from the latest token of the lease. A step about something that does not exist does nothing.
 */
export type Step =
  /** `waits`: if the pool is exhausted, the WWSF tries again at the very instant that the answer names. */
  | {
      readonly do: 'assign';
      readonly pool: number;
      /** Undefined for an anonymous subject. */
      readonly user: number | undefined;
      readonly habit: Habit;
      readonly waits: boolean;
    }
  | { readonly do: 'prolong'; readonly lease: number; readonly habit: Habit }
  | { readonly do: 'release'; readonly lease: number }
  | { readonly do: 'revoke'; readonly lease: number; readonly quarantineSeconds: number }
  | { readonly do: 'suspend' | 'resume' | 'retire' | 'import'; readonly pool: number; readonly identity: number }
  | { readonly do: 'expire'; readonly pool: number }
  | {
      readonly do: 'register' | 'deregister';
      readonly lease: number;
      readonly token: number;
      readonly tab: number;
      readonly node: number;
      readonly flightShare: number;
      readonly purgeShare: number;
      /** Undefined requests the longest. */
      readonly expiresSeconds: number | undefined;
    }
  /** The eP-CSCF looks at the identity of the lease and reports. `waits`: if the identity is in use, it reports when it no longer is. */
  | {
      readonly do: 'look';
      readonly lease: number;
      readonly reports: ReportKind;
      /** Up to which of the tokens that it has seen it refuses. */
      readonly upTo: 'newest' | 'oldest';
      readonly node: number;
      readonly waits: boolean;
      readonly dated: boolean;
      /** How long the report takes, once for each time that it arrives; empty where it is lost. */
      readonly delaysMs: readonly number[];
    }
  /**
   * The IMS operator changes its terms: lowers values in the IMS first, then calls the service, then, when the call has
   * answered, raises values in the IMS. The call runs for so many pauses.
   */
  | { readonly do: 'terms'; readonly change: ImsTermsChange; readonly pauses: number }
  /** The call that is under way continues. */
  | { readonly do: 'continue'; readonly pauses: number }
  | { readonly do: 'agreement'; readonly securityLifetimeSeconds: number }
  | { readonly do: 'clock'; readonly ms: number }
  /** To the end of the lease's latest token, to its bound (both as answered), or to the end of the guard after the token. */
  | {
      readonly do: 'clock-to';
      readonly lease: number;
      readonly what: 'token-end' | 'guard-end' | 'bound';
      readonly offsetMs: number;
    }
  /** Another database server takes over, with another clock. */
  | { readonly do: 'failover'; readonly skewShare: number };

export type StepOf<Kind extends Step['do']> = Extract<Step, { do: Kind }>;

export interface History {
  readonly setup: Setup;
  readonly steps: readonly Step[];
}
