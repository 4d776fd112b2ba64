/**
 * SQL of an instant by which identities are listed, as it is in the indexes of lists; 1970 if there is none. An expression, because the plan
 * of a statement is kept: by the columns themselves, some statistics would lead to another index, in which most identities are of other pools
 * or states.
 */
export function listedBy(instant: 'assignable_at' | 'reassignable_at'): string {
  return `greatest(${instant}, 'epoch'::timestamptz)`;
}
