import type { ServerResponse } from 'node:http';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '../../http/problems/problem-error.js';

export interface FollowerLimits {
  /** Largest number of followers in this process; each costs up to 10 queries a second in a busy lane. */
  readonly followersMax: number;
  /** Largest number of followers of one tenant in this process. */
  readonly perTenantMax: number;
  /** Time in which a follower must receive some of the data that was sent to it. */
  readonly stalledMsMax: number;
  /** Time in which an ended stream must send its remaining data. */
  readonly closingMsMax: number;
}

export const followerLimits: FollowerLimits = {
  followersMax: 100,
  perTenantMax: 20,
  stalledMsMax: 60_000,
  closingMsMax: 5_000,
};

/**
 * TCP keep-alive: a connection that was idle for this long is probed. Node sets 10 probes at intervals of 1 s, so a peer that
 * vanished is noticed 10 s later.
 */
const keepAliveDelayMs = 30_000;
const retryAfterSeconds = 10;

interface Follower {
  readonly tenant: string;
  /** Ends the stream after its remaining data; a reader that does not receive it within `closingMsMax` is disconnected. */
  readonly end: () => void;
}

/** The followers of events in this process: limits their number and ends their streams. */
export class EventFollowers implements BeforeApplicationShutdown {
  private readonly open = new Set<Follower>();

  constructor(private readonly limits = followerLimits) {}

  /**
   * Adds a follower until its response closes. Throws `ProblemError` (`too-many-followers`, `overloaded`).
   * @param onTokenEnd calls its argument when the follower's token ends; returns a function that stops this
   * @returns aborted when the stream must end
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
    const follower = { tenant, end };
    this.open.add(follower);
    const stopWatching = onTokenEnd(end);
    response.once('close', () => {
      stopWatching();
      this.open.delete(follower);
      ended.abort();
    });
    // A quiet lane sends nothing for hours: a connection is stalled only if unsent data is waiting.
    response.setTimeout(stalledMsMax, () => {
      if (response.writableLength > 0) response.destroy();
    });
    response.socket?.setKeepAlive(true, keepAliveDelayMs);
    return ended.signal;
  }

  /** Before the server closes: it waits for every response to end. */
  beforeApplicationShutdown(): void {
    this.endAll();
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
      const detail = `limit of ${String(perTenantMax)} followers of events per tenant and process`;
      throw new ProblemError('too-many-followers', { detail }, retryAfterSeconds);
    }
    if (this.open.size >= followersMax) {
      const detail = `limit of ${String(followersMax)} followers of events per process`;
      throw new ProblemError('overloaded', { detail }, retryAfterSeconds);
    }
  }
}
