import type { Guard, PoolPolicy } from '@allocator/domain';

/** Few of each, so that they meet. */
export const processes = 2;
export const pools = ['pool-a', 'pool-b'] as const;

/** The world before the first step. */
export interface Setup {
  /** In each pool. */
  readonly identities: number;
  readonly quarantineSeconds: number;
  readonly policy: PoolPolicy;
}

/** A command by what it means: what it names depends on what its client has seen by then. */
export type CommandStep =
  | { readonly type: 'assign'; readonly user: number; readonly anonymous: boolean }
  | { readonly type: 'release' | 'prolong'; readonly lending: number }
  | {
      readonly type: 'indicate';
      readonly lending: number;
      readonly generations: number;
      readonly tokenRefused: boolean;
      /** The token that it names, counted from the newest that its eP-CSCF has seen; undefined where it numbers none. */
      readonly tokens: number | undefined;
      readonly contactsRemaining: number | undefined;
      /** When it looked, in seconds from the end of that token; undefined where it does not say. */
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
 * One thing that happens. Plain data: a history can be printed, cut short and run again. What a step names and is not there is
 * no step, so that any part of a history is a history.
 */
export type Step =
  /** A client sends a batch to one process. `ids` are the commands' numbers. */
  | {
      readonly do: 'send';
      readonly process: number;
      readonly pool: number;
      readonly first: number;
      readonly commands: readonly CommandStep[];
    }
  /** A client sends a command again, or (`other`) another one under its id. */
  | { readonly do: 'again'; readonly process: number; readonly nth: number; readonly other: boolean }
  | { readonly do: 'expire'; readonly process: number; readonly pool: number }
  | { readonly do: 'terms'; readonly process: number; readonly terms: TermsStep }
  | { readonly do: 'import'; readonly process: number; readonly pool: number; readonly identities: readonly number[] }
  /** A round of one process's relay for the lane of the pool. */
  | { readonly do: 'relay'; readonly process: number; readonly pool: number }
  /** Something under way goes on, so many pauses far. */
  | { readonly do: 'run'; readonly nth: number; readonly pauses: number }
  | { readonly do: 'crash'; readonly process: number }
  /** The database ends the nth session that is open. */
  | { readonly do: 'cut'; readonly nth: number }
  /** The lane's publisher loses its claim and does not know: another one may take the lane beside it. */
  | { readonly do: 'unclaim'; readonly pool: number }
  | { readonly do: 'lose-answer'; readonly when: 'before' | 'after' }
  | { readonly do: 'clock'; readonly ms: number }
  /** To an instant that something waits for, or a millisecond beside it. */
  | { readonly do: 'clock-to-bound'; readonly nth: number; readonly offsetMs: number }
  /** Clients look at the lendings; until they look again they act on what they saw. */
  | { readonly do: 'look' };

export interface History {
  readonly setup: Setup;
  readonly steps: readonly Step[];
}
