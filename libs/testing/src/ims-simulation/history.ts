import type { Guard, PoolPolicy, RegistrationModel } from '@allocator/domain';

/** What the IMS operator says of its IMS, in whole seconds. */
export interface ImsTerms {
  readonly registrationModel: RegistrationModel;
  readonly maxRegistrationSeconds: number;
  readonly minRegistrationSeconds: number;
  readonly guard: Guard;
}

/** A change of some of the terms. */
export type ImsTermsChange = Partial<Omit<ImsTerms, 'guard'>> & { readonly guard?: Partial<Guard> };

/**
 * `refuses-one-alone`: the refusal of token n leaves those before it alive. `reports-while-pending`: it reports a refusal while a
 * REGISTER that it has let through is on its way.
 */
export type Breach = 'refuses-one-alone' | 'reports-while-pending';

/** The world before the first step. */
export interface Setup {
  readonly pools: 1 | 2;
  /** In each pool. */
  readonly identities: number;
  readonly policy: PoolPolicy;
  readonly quarantineSeconds: number;
  readonly securityLifetimeSeconds: number;
  readonly terms: ImsTerms;
  /** Of each node's clock, as a share of the largest difference from true time: -1 slow, 1 fast. */
  readonly nodeSkewShares: readonly number[];
  /** Of the database's clock. */
  readonly databaseSkewShare: number;
  /** What the eP-CSCF does against its vendor's declaration; undefined where it keeps it. */
  readonly breach: Breach | undefined;
  /** True: the second pool's first identity has the first pool's address, as a SIPS URI. */
  readonly sipsTwin: boolean;
}

/** What an eP-CSCF says of an identity. `refused-unnumbered` refuses all tokens that it has seen, and names no number. */
export type Says = 'not-refused' | 'refused' | 'refused-unnumbered';

/**
 * `persistent` registers at once and once more at the last moment, `late` at the last moment only, `brief` at once only, and
 * `absent` not at all.
 */
export type Habit = 'persistent' | 'late' | 'brief' | 'absent';

/**
 * One thing that happens. Plain data: a history can be printed, cut short and run again. `lease` counts back from the latest
 * assignment, `token` from the latest token of the lease. What a step names and is not there is no step.
 */
export type Step =
  /** `waits`: where the pool is exhausted, the WWSF tries again at the very instant that the answer names. */
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
      /** Undefined asks for the longest. */
      readonly expiresSeconds: number | undefined;
    }
  /** The eP-CSCF looks at the identity of the lease and reports. `waits`: where it is in use, it looks again when it is quiet. */
  | {
      readonly do: 'look';
      readonly lease: number;
      readonly says: Says;
      /** Which of the tokens that it has seen it refuses. */
      readonly upTo: 'newest' | 'oldest';
      readonly node: number;
      readonly waits: boolean;
      readonly dated: boolean;
      /** How long the report is under way, once for each time that it arrives; none where it is lost. */
      readonly delaysMs: readonly number[];
    }
  /**
   * The IMS operator changes its terms: what is lowered is lowered in the IMS first, then the service is called, and what is
   * raised is raised in the IMS when the call has answered. The call runs so many pauses far.
   */
  | { readonly do: 'terms'; readonly change: ImsTermsChange; readonly pauses: number }
  /** The call that is under way goes on. */
  | { readonly do: 'go-on'; readonly pauses: number }
  | { readonly do: 'agreement'; readonly securityLifetimeSeconds: number }
  | { readonly do: 'clock'; readonly ms: number }
  /** To the end of the lease's latest token, to its bound, as the answer named them, or to where the guard after the token ends. */
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
