import type { Holder, Instant } from '@allocator/domain';
import { holderAt } from '@allocator/domain';
import type { AuditQueries, AuditedEvent, AuditedIdentity } from '../ports/audit-queries.js';

export interface HolderAsked {
  /** Of an impi or an impu, canonical. */
  readonly alias: string;
  readonly at?: Instant | undefined;
  readonly knownAt?: Instant | undefined;
}

/** Who could hold an identity, and what says so. */
export interface WhoHeld {
  readonly identity: AuditedIdentity;
  readonly at: Instant;
  readonly knownAt: Instant;
  /** Undefined where it was nobody's. */
  readonly holder: Holder | undefined;
  /** The events of the last lending that had begun by then, as far as they were known: none where it was never lent. */
  readonly proof: readonly AuditedEvent[];
}

/**
 * Who could hold an identity at an instant, by what was recorded up to an instant of knowledge. What was not recorded by then
 * is not looked at: a bound that was moved later counts as it stood.
 */
export class FindHolder {
  constructor(private readonly queries: AuditQueries) {}

  /**
   * Undefined where no identity has the name.
   * @param asked now, and by all that is recorded, unless it is said otherwise
   */
  async find(asked: HolderAsked): Promise<WhoHeld | undefined> {
    const identity = await this.queries.identity(asked.alias);
    if (identity === undefined) return undefined;
    const { at = identity.now, knownAt = identity.now } = asked;
    const known = await this.queries.positionAt(identity.lane, knownAt);
    const begunBy = at >= knownAt ? known : await this.queries.positionAt(identity.lane, at);
    const proof = await this.queries.lending(identity, begunBy, known);
    const events = proof.map(({ event }) => event);
    return { identity, at, knownAt, holder: holderAt(events, at), proof };
  }
}
