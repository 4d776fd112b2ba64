import type { Assignment } from '@allocator/domain';
import { type AccessNode, type Ims, type Token } from '../ims/index.js';
import type { Habit } from './history.js';
import type { Source } from './true-clock.js';

/** The token of a client that registers at the last moment. */
interface Held {
  readonly token: Token;
  /** The last of the last moments at which its client has registered. */
  registeredAt: number;
}

/** A lease as its WWSF and its client know it. */
export interface Lease {
  readonly pool: number;
  readonly holder: string;
  readonly tokens: Token[];
  /** As last answered. */
  assignment: Assignment;
}

/** The WebRTC clients. A persistent one registers at the last moment at which its token is accepted, with the longest flight, for the longest time. */
export class Clients implements Source {
  private readonly held: Held[] = [];

  constructor(private readonly ims: Ims) {}

  /** The client has the token from now on. */
  receive(token: Token, habit: Habit, at: number): void {
    if (habit === 'persistent' || habit === 'late') this.held.push({ token, registeredAt: -Infinity });
    if (habit === 'persistent' || habit === 'brief') this.registerNow(token, at);
  }

  /** Registers immediately, by the first node that accepts; false where none does. */
  registerNow(token: Token, at: number): boolean {
    return this.ims.nodes.some((node) => this.longest(token, 'first', node, 0, at));
  }

  nextAt(): number | undefined {
    const moments = this.held.map((held) => this.nextMoment(held)?.at ?? Infinity);
    const next = Math.min(...moments);
    return next === Infinity ? undefined : next;
  }

  async act(at: number): Promise<void> {
    for (const held of this.held) {
      const moment = this.nextMoment(held);
      if (moment === undefined || moment.at > at) continue;
      held.registeredAt = moment.at;
      this.longest(held.token, 'last', moment.node, 1, at);
    }
  }

  private nextMoment({ token, registeredAt }: Held): { readonly at: number; readonly node: AccessNode } | undefined {
    return this.ims.lastMoments(token).find(({ at }) => at > registeredAt);
  }

  private longest(token: Token, contact: string, node: AccessNode, flightShare: number, at: number): boolean {
    return this.ims.register({ token, contact, node, flightShare, requestedMs: Infinity, purgeShare: 1 }, at);
  }
}
