import type { Holder, Instant } from '@allocator/domain';
import { holderAt } from '@allocator/domain';
import type { AuditQueries, AuditedEvent, AuditedIdentity } from '../ports/audit-queries.js';

export interface HolderQuery {
  /** Canonical alias of an IMPI or IMPU. */
  readonly alias: string;
  readonly at?: Instant | undefined;
  readonly knownAt?: Instant | undefined;
}

/** Who could hold an identity, with the proof. */
export interface WhoHeld {
  readonly identity: AuditedIdentity;
  readonly at: Instant;
  readonly knownAt: Instant;
  /** Undefined if no subject held it. */
  readonly holder: Holder | undefined;
  /** The events, as far as they were known, of the last assignment that had begun by then. Empty if it was never assigned. */
  readonly proof: readonly AuditedEvent[];
}

/**
 * Finds who could hold an identity at an instant, by the events recorded up to an instant of knowledge. Later events are ignored: a bound
 * that was moved later counts as it was.
 */
export class FindHolder {
  constructor(private readonly queries: AuditQueries) {}

  /**
   * Undefined if no identity has the name.
   * @param query without instants: now, by all recorded events
   */
  async find(query: HolderQuery): Promise<WhoHeld | undefined> {
    const identity = await this.queries.identity(query.alias);
    if (identity === undefined) return undefined;
    const { at = identity.now, knownAt = identity.now } = query;
    const known = await this.queries.positionAt(identity.lane, knownAt);
    const begunBy = at >= knownAt ? known : await this.queries.positionAt(identity.lane, at);
    const proof = await this.queries.assignment(identity, begunBy, known);
    const events = proof.map(({ event }) => event);
    return { identity, at, knownAt, holder: holderAt(events, at), proof };
  }
}
