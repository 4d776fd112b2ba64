import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/**
 * A lane's partition, read with `read_committed`, equals the store: byte for byte, position by position, without duplicates
 * and without gaps.
 */
export function checkTopicEqualsStore(
  lane: number,
  stored: readonly string[],
  published: readonly string[],
): readonly Violation[] {
  const violations = new Violations(lane);
  const common = Math.min(stored.length, published.length);
  for (let index = 0; index < common; index++) {
    const [inStore = '', inTopic = ''] = [stored[index], published[index]];
    if (inTopic === inStore) continue;
    violations.add(index + 1, difference(stored, inStore, inTopic));
    // After the first difference every further position differs too.
    return violations.found;
  }
  if (stored.length > common) {
    violations.add(
      common + 1,
      `the topic ends after ${String(common)} events, but the store has ${String(stored.length)}`,
    );
  }
  if (published.length > common) {
    violations.add(
      common + 1,
      `the topic has ${String(published.length)} events, but the store ends after ${String(common)}`,
    );
  }
  return violations.found;
}

function difference(stored: readonly string[], inStore: string, inTopic: string): string {
  const elsewhere = stored.indexOf(inTopic);
  if (elsewhere >= 0) return `the topic has the event of position ${String(elsewhere + 1)} at this position`;
  return `the bytes in the topic differ from the store: ${excerpt(inStore, inTopic)}`;
}

/** Both texts around their first difference. */
function excerpt(inStore: string, inTopic: string): string {
  let same = 0;
  while (same < inStore.length && inStore[same] === inTopic[same]) same++;
  const from = Math.max(0, same - 20);
  const shown = (text: string): string => JSON.stringify(text.slice(from, from + 60));
  return `store ${shown(inStore)}, topic ${shown(inTopic)}, from character ${String(from)}`;
}
