import type { Assignment } from '../identity/assignment.js';
import type { Identity } from '../identity/identity.js';

/** An assignment that a command names: the latest lease of its identity, or an earlier one. */
export type NamedAssignment =
  | { readonly kind: 'latest'; readonly identity: Identity }
  | { readonly kind: 'past'; readonly assignment: Assignment };
