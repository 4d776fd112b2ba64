import type { ServerResponse } from 'node:http';
import { ProblemError } from './problem-error.js';

export interface FollowerLimits {
  /** Followers in this process: each costs a query every tenth of a second. */
  readonly followersMax: number;
  /** Of them, those of one tenant. */
  readonly perTenantMax: number;
  /** How long a follower may take nothing of what was sent to it. */
  readonly stalledMsMax: number;
  /** How long a stream that has ended may take to send its rest. */
  readonly closingMsMax: number;
}

export const followerLimits: FollowerLimits = {
  followersMax: 100,
  perTenantMax: 20,
  stalledMsMax: 60_000,
  closingMsMax: 5_000,
};

/**
 * A connection on which nothing was sent or received for so long is probed. Node sets an interval of 1 s and 10 probes, so that a
 * peer that vanished is noticed 10 s later.
 */
const keepAliveDelayMs = 30_000;
const retryAfterSeconds = 10;

interface Follower {
  readonly tenant: string;
  readonly ended: AbortController;
  /** Ends the stream in order; a reader that does not take the rest of it in time is cut off. */
  readonly end: () => void;
}

/** The open streams of events that stay open: how many there may be, and how each is ended. */
export class EventFollowers {
  private readonly open = new Set<Follower>();

  constructor(private readonly limits = followerLimits) {}

  /**
   * Takes a follower in until its response closes. Throws `ProblemError` (`too-many-followers`, `overloaded`).
   * @param onTokenEnd calls what it is given when the follower's token is over; what it returns stops that
   * @returns aborted when the stream is to end
   */
  add(tenant: string, response: ServerResponse, onTokenEnd: (end: () => void) => () => void): AbortSignal {
    this.demandRoom(tenant);
    const { stalledMsMax, closingMsMax } = this.limits;
    const ended = new AbortController();
    const end = (): void => {
      if (ended.signal.aborted) return;
      ended.abort();
      const late = setTimeout(() => response.destroy(), closingMsMax);
      response.once('close', () => {
        clearTimeout(late);
      });
    };
    const follower = { tenant, ended, end };
    this.open.add(follower);
    const stopWatching = onTokenEnd(end);
    response.once('close', () => {
      stopWatching();
      this.open.delete(follower);
      ended.abort();
    });
    // A quiet lane sends nothing for hours: a connection is stalled only where something waits to be sent.
    response.setTimeout(stalledMsMax, () => {
      if (response.writableLength > 0) response.destroy();
    });
    response.socket?.setKeepAlive(true, keepAliveDelayMs);
    return ended.signal;
  }

  endAll(): void {
    this.open.forEach(({ end }) => {
      end();
    });
  }

  private demandRoom(tenant: string): void {
    const { followersMax, perTenantMax } = this.limits;
    const own = [...this.open].filter((follower) => follower.tenant === tenant);
    if (own.length >= perTenantMax) {
      const detail = `a tenant can have ${String(perTenantMax)} followers of events in one process`;
      throw new ProblemError('too-many-followers', { detail }, retryAfterSeconds);
    }
    if (this.open.size >= followersMax) {
      const detail = `one process can have ${String(followersMax)} followers of events`;
      throw new ProblemError('overloaded', { detail }, retryAfterSeconds);
    }
  }
}
