/**
 * A proposal on other terms than it was made from: members that it changes stay as proposed, all others are those now in force. Without
 * this, setting the proposal would undo the change of another writer.
 */
export function rebased<Terms extends object>(
  members: readonly (keyof Terms)[],
  from: { readonly former: Terms; readonly proposed: Terms },
  current: Terms,
): Terms {
  const result = { ...current };
  for (const member of members) {
    if (from.proposed[member] !== from.former[member]) result[member] = from.proposed[member];
  }
  return result;
}
