import type { Guard, PoolPolicy } from '@allocator/domain';

/** Few, so that they meet. */
export const processesSimulated = 2;

/** The world before the first step. */
export interface Setup {
  /** In each pool. */
  readonly identities: number;
  readonly quarantineSeconds: number;
  readonly policy: PoolPolicy;
}

/**
 * A command by its meaning: the ids in it depend on what its client has seen by then. `lease` is the nth latest lease of the
 * pool that the client has seen.
 */
export type CommandStep =
  | { readonly type: 'assign'; readonly user: number; readonly anonymous: boolean }
  | { readonly type: 'release' | 'prolong'; readonly lease: number }
  | {
      readonly type: 'indicate';
      readonly lease: number;
      /** Added to the generation of the lease. */
      readonly generations: number;
      readonly tokenRefused: boolean;
      /** The token that is named, relative to the newest that the eP-CSCF has seen; undefined where it names none. */
      readonly tokens: number | undefined;
      readonly contactsRemaining: number | undefined;
      /** When the eP-CSCF looked, in seconds from the end of that token; undefined where the indication has no date. */
      readonly lookedSecondsAfterToken: number | undefined;
    }
  | { readonly type: 'suspend' | 'resume' | 'retire'; readonly identity: number }
  | { readonly type: 'revoke'; readonly identity: number; readonly quarantineSeconds: number };

export interface TermsStep {
  readonly guard: Partial<Guard>;
  readonly maxRegistrationSeconds: number;
  readonly securityLifetimeSeconds: number;
  readonly status: 'active' | 'suspended';
}

/**
 * One thing that happens. Plain data: a history can be printed, shortened and run again. A step about something that does not
 * exist does nothing, so every part of a history is a history.
 */
export type Step =
  /**
   * A client sends a batch to one process, and another client one of the other pool: both are in one transaction. `first` is the number of the
   * first command.
   */
  | {
      readonly do: 'send';
      readonly process: number;
      readonly pool: number;
      readonly first: number;
      readonly commands: readonly CommandStep[];
      readonly ofOtherPool?: readonly CommandStep[];
    }
  /** A client sends the nth last command again, or another one under its id. */
  | { readonly do: 'send-again'; readonly process: number; readonly nth: number; readonly another: boolean }
  | { readonly do: 'expire'; readonly process: number; readonly pool: number }
  | { readonly do: 'terms'; readonly process: number; readonly terms: TermsStep }
  | { readonly do: 'import'; readonly process: number; readonly pool: number; readonly identities: readonly number[] }
  /** A round of one process's relay for the lane of the pool. */
  | { readonly do: 'relay'; readonly process: number; readonly pool: number }
  /** The nth running task continues for so many pauses. */
  | { readonly do: 'run'; readonly nth: number; readonly pauses: number }
  | { readonly do: 'crash'; readonly process: number }
  /** The database ends the nth open session. */
  | { readonly do: 'end-session'; readonly nth: number }
  /** The lane's publisher loses its claim without noticing: another one may take the lane at the same time. */
  | { readonly do: 'lose-claim'; readonly pool: number }
  /** Kafka's next answer is lost, before or after Kafka has done what was requested. */
  | { readonly do: 'lose-answer'; readonly when: 'before' | 'after' }
  | { readonly do: 'clock'; readonly ms: number }
  /** To the nth next bound of a lease or an identity, or a millisecond beside it. */
  | { readonly do: 'clock-to-bound'; readonly nth: number; readonly offsetMs: number }
  /** Clients look at their leases; until they look again they act on what they saw. */
  | { readonly do: 'look' };

export interface History {
  readonly setup: Setup;
  readonly steps: readonly Step[];
}
