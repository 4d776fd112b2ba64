import type { IdentityAnswer } from '@allocator/contracts';

/** Of a lease whose end is not among the events that were read, because later ones were not read. Milliseconds since 1970. */
export interface UnreadEnd {
  /** All events up to this instant were read. */
  readonly readUntil: number;
  /** What the identity states itself; undefined if it has a later lease. */
  readonly present:
    | { readonly state: IdentityAnswer['state']; readonly reassignableAt: number; readonly assignableAt: number }
    | undefined;
}
