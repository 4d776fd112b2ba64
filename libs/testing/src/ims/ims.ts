import { type RefusalCover, RefusalList } from './refusal-list.js';
import { grantedMs, type Register, Registrar } from './registrar.js';
import type { AccessNode, ImsSettings } from './ims-settings.js';
import { clockOf, trueTimeOf } from './ims-settings.js';
import { shareAName, type Token } from './token.js';

/** The smallest difference between two instants of the model, in milliseconds; a power of two, so that sums are exact. */
const instantMs = 2 ** -10;

/** A REGISTER as its client sends it. */
export interface Attempt {
  readonly token: Token;
  readonly contact: string;
  /** The node that receives it. */
  readonly node: AccessNode;
  /** Its time in flight, as a share of the longest, from 0 to 1. */
  readonly flightShare: number;
  readonly requestedMs: number;
  readonly purgeShare: number;
}

/**
 * The IMS of one operator: the nodes of its eP-CSCF, REGISTERs in flight, and the registrar. It knows tokens and its own
 * settings, but no agreements, leases, guards or bounds (TS 24.371 clause 6.1, RFC 3261 clause 10.3). Instants are true time
 * and never decrease from one call to the next.
 */
export class Ims {
  readonly registrar = new Registrar();
  readonly refusals: RefusalList;
  private inFlight: Register[] = [];
  /** Every token that was presented to a node, accepted or not. */
  private readonly presented = new Set<Token>();

  constructor(
    private current: ImsSettings,
    readonly nodes: readonly AccessNode[],
    cover: RefusalCover = 'up-to',
  ) {
    this.refusals = new RefusalList(cover);
  }

  get settings(): ImsSettings {
    return this.current;
  }

  get flights(): readonly Register[] {
    return this.inFlight;
  }

  /** Whether the node accepts the REGISTER; if so, it will reach the registrar. */
  register(attempt: Attempt, at: number): boolean {
    const { token, node, contact, requestedMs, flightShare, purgeShare } = attempt;
    this.presented.add(token);
    const tokenLeftMs = this.tokenLeftMs(token, node, at);
    if (!this.accepts(token, node, at)) return false;
    if (requestedMs > 0 && grantedMs({ requestedMs, tokenLeftMs }, this.current) <= 0) return false;
    const arrivesAt = at + Math.floor(flightShare * this.current.inFlightMs);
    const { name } = node;
    this.inFlight.push({ token, contact, node: name, acceptedAt: at, arrivesAt, requestedMs, tokenLeftMs, purgeShare });
    this.arrive(at);
    return true;
  }

  /** When the next REGISTER reaches the registrar; undefined where none is in flight. */
  nextArrivalAt(): number | undefined {
    return this.inFlight.length === 0 ? undefined : Math.min(...this.inFlight.map(({ arrivesAt }) => arrivesAt));
  }

  /** Delivers every REGISTER that arrives up to this instant. */
  arrive(at: number): void {
    const due = this.inFlight.filter(({ arrivesAt }) => arrivesAt <= at);
    if (due.length === 0) return;
    this.inFlight = this.inFlight.filter(({ arrivesAt }) => arrivesAt > at);
    due.sort((a, b) => a.arrivesAt - b.arrivesAt);
    for (const register of due) this.registrar.arrive(register, this.current);
  }

  /** Changes the settings. What was accepted and granted before stays unchanged. */
  change(settings: ImsSettings, at: number): void {
    this.arrive(at);
    this.current = settings;
    this.registrar.changePurgeDelay(settings, at);
  }

  /** Whether a REGISTER with the token at this instant would make a binding at any node. */
  canRegister(token: Token, at: number): boolean {
    return this.nodes.some(
      (node) =>
        this.accepts(token, node, at) &&
        grantedMs({ requestedMs: Infinity, tokenLeftMs: this.tokenLeftMs(token, node, at) }, this.current) > 0,
    );
  }

  /**
   * The last instants at which a client that wants to stay registers: just before the end of the token, after which a capped
   * Expires is zero, and just before the end of the leeway, both by the clock of the slowest node.
   */
  lastMoments(token: Token): readonly { readonly at: number; readonly node: AccessNode }[] {
    const slowest = this.nodes.reduce((a, b) => (b.skewShare < a.skewShare ? b : a));
    const { tokenLeewayMs } = this.current;
    return [token.expiresAt, token.expiresAt + tokenLeewayMs].map((shown) => ({
      at: trueTimeOf(slowest, this.current, shown) - instantMs,
      node: slowest,
    }));
  }

  /** Contacts and REGISTERs in flight under any name of the identity: the registrar's full state. */
  stateOf(names: Pick<Token, 'impi' | 'impus'>, at: number): { contacts: number; pending: number; quietAt: number } {
    const present = this.registrar.present(names, at);
    const pending = this.inFlight.filter(({ token }) => shareAName(token, names));
    const ends = [...present.map(({ goneAt }) => goneAt), ...pending.map(({ arrivesAt }) => arrivesAt)];
    return { contacts: present.length, pending: pending.length, quietAt: Math.max(at, ...ends) };
  }

  /** The numbers of the generation's tokens that were presented to a node, ascending. */
  seen(impi: string, generation: number): readonly number[] {
    const tokens = [...this.presented].filter((token) => token.impi === impi && token.generation === generation);
    return tokens.map(({ sequence }) => sequence).sort((a, b) => a - b);
  }

  private accepts(token: Token, node: AccessNode, at: number): boolean {
    const clock = clockOf(node, this.current, at);
    return clock < token.expiresAt + this.current.tokenLeewayMs && !this.refusals.has(token);
  }

  private tokenLeftMs(token: Token, node: AccessNode, at: number): number {
    return token.expiresAt - clockOf(node, this.current, at);
  }
}
