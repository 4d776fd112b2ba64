import type { Lane, Position } from '@allocator/domain';
import type { StoredEvent } from './event-reader.js';
import type { Parties } from './terms-lists.js';

/** A part of a lane's history. */
export interface EventSpan {
  readonly lane: Lane;
  readonly after: Position | 0;
  /** The last position. */
  readonly until: Position;
}

export interface OwnEvents {
  readonly events: readonly StoredEvent[];
  /** All events of the tenant up to here are in `events`, or were read before. */
  readonly readUpTo: Position;
}

/** The events that concern a tenant: of its pools, its agreements and its profile. */
export interface TenantEvents {
  /**
   * The tenant's events of a span, in order: at most `countMax`, and about `bytesMax` of documents, but at least one if there is one. Looks at
   * each event of the span: the caller bounds it. If the tenant has nothing in the lane, looks at none.
   */
  readOwn(
    tenant: Parties,
    span: EventSpan,
    limit: { readonly countMax: number; readonly bytesMax: number },
  ): Promise<OwnEvents>;
}
